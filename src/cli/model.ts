import { readFileSync, statSync } from "node:fs";
import {
  ArgumentError,
  type AutoencoderOptions,
  DataError,
  type DescriptionOptions,
  describeModel,
  FormatError,
  IsthmusError,
  type Level,
  type Loss,
  type Metric,
  type Optimizer,
  PRESETS,
  type Precision,
  type Preparation,
  type Preset,
  parseJson,
  readOptimizer,
  type TunedLevel,
} from "../index.js";

/** A model, its level and its precision as plain data: what travels to where the GPU is. */
export type ModelSpec = Omit<AutoencoderOptions, "gpu">;

/** What the command line says about the model; all but its name may be left to the model. */
export interface ModelOptions {
  /** A preset, or the path of a JSON file that describes a model. */
  readonly model: string;
  readonly loss?: Loss;
  readonly metrics?: readonly Metric[];
  readonly optimizer?: Optimizer["type"];
  readonly learningRate?: number;
  readonly seed?: number;
  /** Numbers in a code. */
  readonly code?: number;
  readonly level: Level | TunedLevel | "auto";
  /** Default `float32`. */
  readonly precision?: Precision;
}

/** Bytes of a model's JSON: that of a thousand layers, and of how a table of a thousand columns is read, is a hundredth of it. */
const LARGEST_FILE = 2 ** 24;

/** Whether a name is that of a JSON file and not of a preset. */
export const isModelFile = (model: string) => model.endsWith(".json");

/**
 * The model with the command line's choices in it.
 * @param shape of a sample
 * @param preparation how its data are read
 * @throws {DataError} for a file that cannot be read, {@link FormatError} for one that describes no model,
 * {@link ArgumentError} or {@link ShapeError} for choices that make none
 */
export function modelFor(options: ModelOptions, shape: readonly number[], preparation?: Preparation): ModelSpec {
  const { model, loss, metrics, seed, code, level, precision } = options;
  const own = isModelFile(model) ? modelFromFile(model) : presetFor(model, shape);
  const base = code === undefined ? own : withCode(own, code, model);
  const spec = {
    ...base,
    ...(loss && { loss }),
    ...(metrics && { metrics }),
    optimizer: optimizerFor(options, base.optimizer),
    ...(seed !== undefined && { seed }),
    ...(preparation && { preparation }),
  };
  return { ...describeModel(spec), level, ...(precision && { precision }) };
}

/** The model with another number of values in its code. @throws {ArgumentError} for a code that is no row of values */
function withCode(base: DescriptionOptions, code: number, name: string): DescriptionOptions {
  const last = base.encoder.at(-1);
  if (!last || !("units" in last)) {
    throw new ArgumentError(
      `--code sets how many numbers a code has, and the ${name} model's encoder ends with a ${last?.type ?? "missing"} layer. Leave it out.`,
    );
  }
  return { ...base, encoder: [...base.encoder.slice(0, -1), { ...last, units: code }] };
}

function presetFor(name: string, shape: readonly number[]): DescriptionOptions {
  if (Object.hasOwn(PRESETS, name)) return PRESETS[name as Preset](shape);
  throw new ArgumentError(`There is no model "${name}"; there are ${Object.keys(PRESETS).join(", ")}, or a JSON file.`);
}

/** Another optimizer has its own settings; the model's own keeps what is not chosen. */
function optimizerFor({ optimizer, learningRate }: ModelOptions, own: Optimizer | undefined): Optimizer {
  const base = optimizer !== undefined && optimizer !== own?.type ? { type: optimizer } : (own ?? { type: "adadelta" });
  return readOptimizer({ ...base, ...(learningRate !== undefined && { learningRate }) });
}

function modelFromFile(path: string): DescriptionOptions {
  let text: string;
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new Error("it is no file");
    if (found.size > LARGEST_FILE) throw new Error(`it has ${found.size} bytes, at most ${LARGEST_FILE} are read`);
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const why = cause instanceof Error ? cause.message : String(cause);
    const what = missing ? `There is no model file "${path}".` : `The model file "${path}" cannot be read: ${why}.`;
    throw new DataError(
      `${what} Give the path of a JSON file that describes a model, or one of ${Object.keys(PRESETS).join(", ")}.`,
      { cause },
    );
  }
  try {
    return describeModel(parseJson(text.replace(/^\ufeff/, "")) as DescriptionOptions); // some editors put a byte-order mark before JSON
  } catch (cause) {
    if (!(cause instanceof IsthmusError || cause instanceof SyntaxError)) throw cause;
    const reason = cause instanceof SyntaxError ? `it is no JSON (${cause.message})` : cause.message;
    throw new FormatError(`The model file "${path}" describes no model: ${reason}`, { cause });
  }
}
