import { ArgumentError } from "../../errors.js";
import { imageShapeOf, isTable } from "../../experiments/image-shape.js";
import type { Threshold } from "../../index.js";
import type { CsvColumn } from "../csv-file.js";
import { countOf } from "../format.js";
import { type ModelFile, openModelFile, readModelFile } from "../model-file.js";
import { numberText } from "../number-text.js";
import { samplesWord } from "../pictures.js";
import type { ThresholdFit } from "../specs.js";
import { readFor, type UseData } from "../use-data.js";
import type { UseOptions } from "../use-options.js";
import { UseOutput } from "../use-output.js";
import { floats, runUse } from "../use-run.js";
import { truthOf, verdictOf, verdictText } from "../verdict.js";
import { valueColumns, withSamples } from "./predict.js";

export interface DetectOptions extends UseOptions {
  /** What the threshold is learnt from: the training data, or others that are mostly normal. */
  readonly train?: string;
  /** What the output should be for them, where `targets` says what it should be for the data. */
  readonly trainTargets?: string;
  /** The share of those samples that is to pass for normal. */
  readonly quantile?: number;
  /** The share of them that is expected to be unusual. */
  readonly contamination?: number;
  /** Writes the threshold into the model's file. */
  readonly keep: boolean;
  /** Names of the classes that are normal. */
  readonly normal?: readonly string[];
}

/** `isthmus detect`: which samples a trained model reconstructs badly. Returns the exit code. */
export async function detect(options: DetectOptions): Promise<number> {
  const { batchSize } = options;
  const model = await readModelFile(options.model);
  const fit = fitFor(options, model);
  const output = await UseOutput.open(options.json, options.out, [".csv"]);
  if (model.path !== options.model) output.say(`Model: ${model.path}`);
  // Before the work is done, and not after.
  const kept = options.keep ? await openModelFile(model) : undefined;
  const { trainTargets } = options;
  const beside = trainTargets === undefined ? {} : { targets: trainTargets };
  const train = options.train === undefined ? undefined : await readFor(model, options.train, "train", beside);
  if (train) output.read(train);
  const data = await readFor(model, options.data, "test", options);
  output.read(data);
  const truth = truthOf(data.dataset, options.normal);
  const sets = { data: data.dataset, ...(train && { train: train.dataset }) };
  const spec = { action: "detect", batchSize, ...(fit && { fit }) } as const;
  const { value, files } = await runUse(options, spec, model, sets, output);
  const { threshold } = value;
  if (!threshold) throw new Error("The job handed over no threshold.");
  const [errors, flags] = [floats(files.errors), files.flags ?? new Uint8Array()];
  await output.table(columnsOf(model, data, { errors, flags, values: floats(files.values) }), errors.length);
  await kept?.keep(threshold);
  const flagged = flags.reduce((sum, flag) => sum + flag, 0);
  const verdict = "unusual" in truth ? verdictOf(errors, flags, truth.unusual) : undefined;
  const image = imageShapeOf(model.preparation?.shape ?? model.description.input, data.preparation);
  const share = `${flagged} of ${countOf(errors.length, samplesWord(image))} (${percent(flagged / errors.length)})`;
  output.done(
    { samples: errors.length, flagged, threshold, ...(verdict && { ...verdict }) },
    [
      `${share} ${flagged === 1 ? "has" : "have"} an error above ${short(threshold.value)}, ${source(threshold, options)}.`,
      "unusual" in truth && verdict ? verdictText(verdict) : "unknown" in truth ? truth.unknown : "",
      ...(options.keep ? [`The threshold is kept in ${model.path}.`] : []),
    ].join("\n"),
  );
  return 0;
}

/** @throws {ArgumentError} where there is nothing to learn a threshold from, or it is said twice how */
function fitFor(
  { train, quantile, contamination, keep, targets, trainTargets }: DetectOptions,
  { description, path }: ModelFile,
): ThresholdFit | undefined {
  if ((train !== undefined && targets !== undefined) !== (trainTargets !== undefined)) {
    throw new ArgumentError(
      trainTargets === undefined
        ? "--targets say what the output should be for --data. For --train, say it too: --train-targets FILE."
        : "--train-targets go with --train and --targets. Give all three, or leave it out.",
    );
  }
  const isAsked = train !== undefined || quantile !== undefined || contamination !== undefined;
  if (isAsked) {
    return {
      on: train === undefined ? "data" : "train",
      ...(quantile !== undefined && { quantile }),
      ...(contamination !== undefined && { contamination }),
    };
  }
  if (!description.threshold) {
    throw new ArgumentError(
      `${path} has no threshold to tell unusual samples by. Give what it was trained on, or other data that are mostly normal: ` +
        "--train FILE (with --keep, the model remembers); or say what share of these data is unusual: --contamination 0.05.",
    );
  }
  if (keep)
    throw new ArgumentError(
      `${path} keeps its threshold already. Leave out --keep, or learn a new one with --train FILE.`,
    );
  return undefined;
}

/** Where a threshold is from, in words. */
function source({ quantile }: Threshold, { train, quantile: asked, contamination }: DetectOptions): string {
  if (train === undefined && asked === undefined && contamination === undefined) {
    return `the model's threshold${quantile === undefined ? "" : ` (quantile ${short(quantile)} of what it was learnt from)`}`;
  }
  const of = train === undefined ? "these data themselves" : train;
  return `the ${short(quantile ?? Number.NaN)} quantile of the errors on ${of}`;
}

interface Found {
  readonly errors: Float32Array;
  readonly flags: Uint8Array;
  /** The error of each value. */
  readonly values: Float32Array;
}

/** Of a table also the column that is furthest off, and the error of each; NaN where a value is missing. */
function columnsOf(model: ModelFile, data: UseData, { errors, flags, values }: Found): CsvColumn[] {
  const image = imageShapeOf(model.preparation?.shape ?? model.description.input, data.preparation);
  const { names } = data;
  // Targets may be of another size than the samples: their values have no names.
  const own = names && isTable(image) && names.length * errors.length === values.length ? names : [];
  const worst = (row: number) => {
    const ofRow = values.subarray(row * own.length, (row + 1) * own.length);
    return own[ofRow.reduce((best, error, index) => (error > (ofRow[best] ?? 0) ? index : best), 0)] ?? "";
  };
  const { mask } = data.dataset;
  const known = mask ? values.map((error, index) => (mask[index] === 0 ? Number.NaN : error)) : values;
  const errorNames = own.map((name) => `error of ${name}`);
  const each = own.length === 0 ? [] : valueColumns(errorNames, known);
  return withSamples(data, [
    { name: "error", single: true, numbers: (row) => errors[row] ?? Number.NaN },
    { name: "flag", single: false, numbers: (row) => flags[row] ?? 0 },
    ...(own.length === 0 ? [] : [{ name: "worst column", texts: worst }]),
    ...each,
  ]);
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** A number with four digits. */
const short = (value: number) => numberText(Number(value.toPrecision(4)), false);
