import { type Description, LAYER_KINDS, type Layer, type Optimizer, readOptimizer } from "../../index.js";
import { textOf } from "../../layers/layers.js";
import { HOLD_OUT, readOptions } from "../state/reading.js";
import type { OwnData } from "../worker/protocol.js";

/** A run, as both generators of code need it. */
export interface CodeRequest {
  readonly model: Description;
  /** The visitor's own data, and whether there are some to validate on; without them, MNIST. */
  readonly own?: OwnData & { readonly keptAside: boolean };
  readonly epochs: number;
  readonly batchSize: number;
  readonly limit?: number;
}

/** The run as a program on the library. */
export function typescriptCode({ model, own, epochs, batchSize, limit }: CodeRequest): string {
  const { input, encoder, decoder, loss, optimizer, seed } = model;
  const makers = [...new Set([...encoder, ...decoder].map(({ type }) => type))].sort();
  const validated = own?.keptAside ?? true;
  const names = ["Autoencoder", optimizer.type, ...makers, ...(own ? [] : ["loadMnist"])];
  const data = own
    ? ownData(own)
    : { imports: [], fromData: [], lines: ["const { train, test } = await loadMnist();"] };
  const fromData = [...data.fromData, ...(limit ? ["sampleDataset"] : [])];
  const train = limit ? `sampleDataset(train, ${limit}, { seed: ${seed} })` : "train";
  const create = [
    "const ae = await Autoencoder.create({",
    `  input: ${input.length === 1 ? input[0] : `[${input.join(", ")}]`},`,
    `  encoder: ${layers(encoder)},`,
    `  decoder: ${layers(decoder)},`,
    `  loss: ${JSON.stringify(loss)},`,
    `  optimizer: ${optimizerCode(optimizer)},`,
    `  seed: ${seed},`,
    ...(own ? ["  preparation,"] : []),
    "});",
  ];
  const last = "const bytes = await ae.save(); // Autoencoder.load(bytes) gives the model back";
  return `${[
    ...data.imports,
    `import { ${names.join(", ")} } from "isthmus";`,
    ...(fromData.length > 0 ? [`import { ${fromData.join(", ")} } from "isthmus/data";`] : []),
    "",
    // What is learnt from the data belongs to the model, so that they come first.
    ...(own ? [...data.lines, ...create] : [...create, ...data.lines]),
    `const { history } = await ae.fit(${train}, { epochs: ${epochs}, batchSize: ${batchSize}${validated ? ", validationData: test" : ""} });`,
    "console.log(history);",
    last,
    ...(own
      ? ['// The next file is read as this one was: await preparationOf(ae).read(bytes, name), from "isthmus/data".']
      : []),
  ].join("\n")}\n`;
}

const isPictures = ({ preparation }: OwnData) => preparation.kind === "pictures";

/** How own data are read and split: as the worker does it. */
function ownData(own: NonNullable<CodeRequest["own"]>): { imports: string[]; fromData: string[]; lines: string[] } {
  return isPictures(own) ? ownPictures(own) : ownFile(own);
}

function ownPictures({ preparation, reading, keptAside }: NonNullable<CodeRequest["own"]>) {
  const { size, colour } = reading;
  const options = {
    size,
    ...(colour && { channels: 3 }),
    ...readOptions(reading, preparation.kind),
    ...(keptAside && { validationSplit: HOLD_OUT }),
  };
  return {
    imports: ['import { readdir, readFile } from "node:fs/promises";'],
    fromData: ["readPictures"],
    lines: [
      'const folder = "my-pictures";',
      "const paths = await readdir(folder, { recursive: true });",
      "const files = paths.map((path) => ({",
      "  path,",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a line of the program
      "  read: async () => new Uint8Array(await readFile(`${folder}/${path}`)),",
      "}));",
      `const { dataset: train, ${keptAside ? "validation: test, " : ""}preparation } = await readPictures(files, folder, {`,
      ...Object.entries(options).map(([key, value]) => `  ${key}: ${literal(value)},`),
      "});",
    ],
  };
}

function ownFile({ name, labels, validation, preparation, reading, keptAside }: NonNullable<CodeRequest["own"]>) {
  const split = keptAside && validation === undefined;
  const options = {
    ...readOptions(reading, preparation.kind),
    ...(split && { validationSplit: HOLD_OUT }),
  };
  const labelsFile = labels ? [`  labels: { name: ${JSON.stringify(labels)}, bytes: ${bytesOf(labels)} },`] : [];
  const given = [...labelsFile, ...Object.entries(options).map(([key, value]) => `  ${key}: ${literal(value)},`)];
  const file = JSON.stringify(name);
  const test = JSON.stringify(validation);
  return {
    imports: ['import { readFile } from "node:fs/promises";'],
    fromData: ["readData"],
    lines: [
      `const { dataset: train, ${split ? "validation: test, " : ""}preparation } = await readData(${bytesOf(name)}, ${file}${
        given.length > 0 ? `, {\n${given.join("\n")}\n}` : ""
      });`,
      ...(validation ? [`const { dataset: test } = await preparation.read(${bytesOf(validation)}, ${test});`] : []),
    ],
  };
}

const bytesOf = (name: string) => `new Uint8Array(await readFile(${JSON.stringify(name)}))`;

function layers(list: readonly Layer[]): string {
  if (list.length === 1) return `[${list.map(layerCode).join("")}]`;
  return `[\n${list.map((layer) => `    ${layerCode(layer)},\n`).join("")}  ]`;
}

/** One layer, without what is its default anyway. */
function layerCode(layer: Layer): string {
  const positional: readonly string[] = textOf(layer).positional;
  const values = layer as unknown as Readonly<Record<string, unknown>>;
  const fields = new Map(Object.entries(LAYER_KINDS[layer.type].fields));
  const written = (name: string) => literal(shortest(values[name], fields.get(name)));
  const options = [...fields]
    .filter(([name, field]) => !positional.includes(name) && !same(values[name], field.fallback))
    .map(([name]) => `${name}: ${written(name)}`);
  const given = [...positional.map(written), ...(options.length > 0 ? [`{ ${options.join(", ")} }`] : [])];
  return `${layer.type}(${given.join(", ")})`;
}

function optimizerCode({ type, ...settings }: Optimizer): string {
  const usual = readOptimizer({ type }) as unknown as Readonly<Record<string, unknown>>;
  const changed = Object.entries(settings).filter(
    ([name, value]) => name === "learningRate" || !same(value, usual[name]),
  );
  return `${type}({ ${changed.map(([name, value]) => `${name}: ${literal(value)}`).join(", ")} })`;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** One number for two equal ones, where the field reads it as both: a size's, never a shape's. */
function shortest(value: unknown, field: { read(value: unknown): unknown } | undefined): unknown {
  if (!Array.isArray(value)) return value;
  return same(field?.read(value[0]), value) ? value[0] : value;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, part]) => `${name}: ${literal(part)}`)
    .join(", ")} }`;
}
