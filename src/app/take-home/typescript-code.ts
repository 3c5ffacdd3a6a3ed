import { type Description, LAYER_KINDS, type Layer, type Optimizer } from "../../index.js";
import { OPTIMIZER_OF } from "../state/draft.js";
import type { OwnData } from "../worker/protocol.js";

/** A run, as both generators of code need it. */
export interface CodeRequest {
  readonly model: Description;
  /** The visitor's own data, and whether every tenth sample of them is kept aside to validate on; without them, MNIST. */
  readonly own?: OwnData & { readonly keptAside: boolean };
  readonly epochs: number;
  readonly batchSize: number;
  readonly limit?: number;
}

/** Fields that a layer's function takes by place, in order; all others are options. */
const POSITIONAL: Readonly<Record<Layer["type"], readonly string[]>> = {
  dense: ["units"],
  conv2d: ["filters", "kernelSize"],
  conv2dTranspose: ["filters", "kernelSize"],
  maxPool2d: ["poolSize"],
  upSampling2d: ["size"],
  flatten: [],
  reshape: ["targetShape"],
  gaussianNoise: ["stddev"],
  dropout: ["rate"],
  sampling: ["units"],
};

/** The run as a program on the library. */
export function typescriptCode({ model, own, epochs, batchSize, limit }: CodeRequest): string {
  const { input, encoder, decoder, loss, optimizer, seed } = model;
  const makers = [...new Set([...encoder, ...decoder].map(({ type }) => type))].sort();
  const validated = own?.keptAside ?? true;
  const forData = own ? (validated ? ["datasetOf"] : []) : ["loadMnist"];
  const names = ["Autoencoder", optimizer.type, ...makers, ...forData, ...(limit ? ["take"] : [])];
  const imports = [
    ...(own?.kind === "file" ? ['import { readFile } from "node:fs/promises";'] : []),
    `import { ${names.join(", ")} } from "isthmus";`,
    ...(own ? [`import { ${own.kind === "file" ? "datasetFromFile" : "imagesFromFiles"} } from "isthmus/data";`] : []),
  ];
  const data = own ? ownData(own) : ["const { train, test } = await loadMnist();"];
  const train = limit ? `take(train, ${limit})` : "train";
  return `${[
    ...imports,
    "",
    "const ae = await Autoencoder.create({",
    `  input: ${input.length === 1 ? input[0] : `[${input.join(", ")}]`},`,
    `  encoder: ${layers(encoder)},`,
    `  decoder: ${layers(decoder)},`,
    `  loss: ${JSON.stringify(loss)},`,
    `  optimizer: ${optimizerCode(optimizer)},`,
    `  seed: ${seed},`,
    "});",
    ...data,
    `const { history } = await ae.fit(${train}, { epochs: ${epochs}, batchSize: ${batchSize}${validated ? ", validationData: test" : ""} });`,
    "console.log(history);",
    "const bytes = await ae.save(); // Autoencoder.load(bytes) gives the model back",
  ].join("\n")}\n`;
}

/** Reads and splits them as the worker does. */
function ownData(own: NonNullable<CodeRequest["own"]>): string[] {
  const all = own.keptAside ? "all" : "train";
  const lines =
    own.kind === "pictures"
      ? [
          '// In a page: pictures of any format from its <input type="file" multiple>. In Node, imagesFromPngs() reads PNG files.',
          'const files = [...(document.querySelector("input")?.files ?? [])];',
          'files.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));',
          `const ${all} = await imagesFromFiles(files, { size: ${own.side} });`,
        ]
      : [
          `const file = ${JSON.stringify(own.name)};`,
          `const ${all} = await datasetFromFile(new Uint8Array(await readFile(file)), file${own.stretched ? ', { scale: "columns" }' : ""});`,
        ];
  if (!own.keptAside) return lines;
  const part = (kept: string) =>
    `datasetOf(all.data.filter((_, at) => Math.floor(at / size) % 10 ${kept} 9), all.shape);`;
  return [
    ...lines,
    "// Every tenth sample is kept aside to validate on.",
    "const size = all.data.length / all.count;",
    `const train = ${part("!==")}`,
    `const test = ${part("===")}`,
  ];
}

function layers(list: readonly Layer[]): string {
  if (list.length === 1) return `[${list.map(layerCode).join("")}]`;
  return `[\n${list.map((layer) => `    ${layerCode(layer)},\n`).join("")}  ]`;
}

/** One layer, without what is its default anyway. */
function layerCode(layer: Layer): string {
  const positional = POSITIONAL[layer.type];
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
  const usual = OPTIMIZER_OF[type]() as unknown as Readonly<Record<string, unknown>>;
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
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, part]) => `${name}: ${literal(part)}`)
    .join(", ")} }`;
}
