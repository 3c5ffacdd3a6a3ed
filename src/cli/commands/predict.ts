import { ArgumentError } from "../../errors.js";
import { imageShapeOf, isTable } from "../../experiments/image-shape.js";
import { codeShape, sizeOf } from "../../index.js";
import type { CsvColumn } from "../csv-file.js";
import { countOf } from "../format.js";
import { type ModelFile, readModelFile } from "../model-file.js";
import { classOf, picturesOf, reconstructionSheet } from "../pictures.js";
import { asWritten } from "../units.js";
import { codeNames, readCodes, readFor, type UseData } from "../use-data.js";
import type { UseOptions } from "../use-options.js";
import { ENDINGS, type Ending, UseOutput } from "../use-output.js";
import { floats, runUse } from "../use-run.js";

export interface PredictOptions extends UseOptions {
  readonly action: "predict" | "encode" | "decode";
  /** Reconstructions as the model gives them, from 0 to 1 or in deviations, and not in the data's own units. */
  readonly scaled: boolean;
}

/** Originals drawn above their reconstructions. */
const MOST_DRAWN = 20;

const ENDINGS_OF: Readonly<Record<PredictOptions["action"], readonly Ending[]>> = {
  predict: ENDINGS,
  encode: [".csv", ".npy"],
  decode: ENDINGS,
};

/** `isthmus predict`, `encode` and `decode`: what a trained model makes of data. Returns the exit code. */
export async function predict(options: PredictOptions): Promise<number> {
  const { action, batchSize } = options;
  const model = await readModelFile(options.model);
  const output = await UseOutput.open(options.json, options.out, ENDINGS_OF[action]);
  if (model.path !== options.model) output.say(`Model: ${model.path}`);
  const data =
    action === "decode" ? await readCodes(model, options.data) : await readFor(model, options.data, "test", options);
  // A model that doesn't know how its samples looked has the data's own shape to go by.
  const seen = action === "decode" ? model.description.input : data.dataset.shape;
  const image = imageShapeOf(model.preparation?.shape ?? seen, model.preparation);
  if (output.ending === ".png" && isTable(image)) {
    throw new ArgumentError(
      "The samples are rows of numbers and no images: give --out a name that ends in .csv or .npy.",
    );
  }
  output.read(data);
  const { files } = await runUse(options, { action, batchSize }, model, { data: data.dataset }, output);
  const raw = floats(files.values);
  const { count: samples } = data.dataset;
  if (output.ending === ".png") {
    const most = MOST_DRAWN * sizeOf(model.description.input);
    const reconstructions = picturesOf(raw.subarray(0, most), image);
    const originals = picturesOf(data.dataset.data.subarray(0, most), image);
    await output.bytes(
      action === "decode" ? reconstructionSheet(reconstructions, []) : reconstructionSheet(originals, reconstructions),
    );
  } else await write(options, model, data, raw, output);
  const what = action === "encode" ? "codes" : "reconstructions";
  const drawn = output.ending === ".png" && samples > MOST_DRAWN ? `the first ${MOST_DRAWN} of ` : "";
  const where = output.path === undefined ? "" : ` in ${output.path}`;
  output.done({ samples }, `${capital(`${drawn}${countOf(samples, what)}`)}${where}.`);
  return 0;
}

async function write(
  { action, scaled }: PredictOptions,
  model: ModelFile,
  data: UseData,
  raw: Float32Array,
  output: UseOutput,
): Promise<void> {
  const { description } = model;
  const shape = action === "encode" ? codeShape(description) : (model.preparation?.shape ?? description.input);
  const width = sizeOf(shape);
  const known = action === "decode" ? model.preparation : data.preparation;
  const values = action === "encode" || scaled || !known ? raw : asWritten(raw, known, width);
  if (output.ending === ".npy") return output.array(values, [data.dataset.count, ...shape]);
  const names = action === "encode" ? codeNames(width) : (namesFor(model, data) ?? placeNames(width));
  await output.table(withSamples(data, valueColumns(names, values)), data.dataset.count);
}

const namesFor = ({ preparation }: ModelFile, { names }: UseData) => preparation?.names ?? names;

const placeNames = (width: number) => Array.from({ length: width }, (_, index) => `value ${index}`);

/** A column for each value of a sample. */
export function valueColumns(names: readonly string[], values: Float32Array | Float64Array): CsvColumn[] {
  const single = values instanceof Float32Array;
  return names.map((name, index) => ({
    name,
    single,
    numbers: (row) => values[row * names.length + index] ?? Number.NaN,
  }));
}

/** The columns between the number of the sample, from 1, and its label, where there is one. */
export function withSamples({ dataset }: UseData, columns: readonly CsvColumn[]): CsvColumn[] {
  const { labels, classes } = dataset;
  const taken = columns.map(({ name }) => name);
  return [
    { name: untaken("row", taken), single: false, numbers: (row) => row + 1 },
    ...columns,
    ...(labels ? [{ name: untaken("label", taken), texts: (row: number) => classOf(labels[row], classes) }] : []),
  ];
}

function untaken(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? untaken(`${name}_`, taken) : name;
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
