import { type Dataset, sizeOf } from "../data/dataset.js";
import { ArgumentError, ShapeError } from "../errors.js";
import { kindOf } from "../layers/layers.js";
import type { Activation } from "./activations.js";
import { checkKnown, type Description, lastActivation, modelWarnings, networkOf } from "./description.js";
import type { Tensor } from "./tensor.js";

/** What else is known, beside model and data. */
export interface DataWarningsOptions {
  /** The samples' codes once the model is trained, as `encode` gives them: units that are dead are counted. */
  readonly codes?: Tensor;
  /** The columns' names, where the samples are rows of a table. */
  readonly columns?: readonly string[];
}

/** With 1 where a value is known, 0 where it is missing. */
type Masked<Data> = Omit<Data, "mask"> & { readonly mask?: Uint8Array | undefined };

interface Range {
  readonly low: number;
  readonly high: number;
}

/** What each activation can give; the others can give any number. */
const RANGES: { readonly [Name in Activation]?: Range & { readonly shown: string } } = {
  sigmoid: { low: 0, high: 1, shown: "0…1" },
  softmax: { low: 0, high: 1, shown: "0…1" },
  tanh: { low: -1, high: 1, shown: "−1…1" },
  relu: { low: 0, high: Number.POSITIVE_INFINITY, shown: "0 and more" },
  elu: { low: -1, high: Number.POSITIVE_INFINITY, shown: "more than −1" },
};

/** Bytes that stay at or below it are hardly pixels: flags, classes, 4-bit and 12-bit images. Dark photographs go beyond. */
const NOT_YET_PIXELS = 63;
/** Likewise of numbers that a sigmoid is to give: a tenth of its range. */
const HARDLY_ANY = 0.1;
/** Rounding of a scaling in single precision. */
const ROUNDING = 1e-6;
/** Columns that are named; more are counted. */
const MOST_NAMES = 5;

/**
 * What a user should hear about a model and the data it is to learn, which are valid but will disappoint: each warning has its
 * figures and what to do. Begins with what the model's description alone tells (`warnings` of a model).
 * @throws {ArgumentError} for an option that is not known, {@link ShapeError} for columns or codes that are not those of the data
 */
export function dataWarnings(description: Description, data: Dataset, options: DataWarningsOptions = {}): string[] {
  if (!Array.isArray(description?.encoder) || !Array.isArray(data?.shape)) {
    throw new ArgumentError("dataWarnings() takes a model's description and a Dataset.");
  }
  checkKnown(options, ["codes", "columns"], "dataWarnings");
  const { codes, columns } = options;
  const size = sizeOf(data.shape);
  if (columns && columns.length !== size) {
    throw new ShapeError(`There are names for ${columns.length} columns, but samples have ${size} values.`);
  }
  const { targets, mask } = data;
  // A mask is of the targets, which are the samples themselves where there are no others.
  const samples = { ...data, mask: targets ? undefined : mask };
  const range = rangeOf(samples);
  return [
    ...modelWarnings(description),
    ...outsideWarnings(description, targets ? rangeOf({ ...targets, mask }) : range),
    ...darkWarnings(description, samples, range),
    ...constantWarnings(description, samples, columns),
    ...widthWarnings(description),
    ...(codes ? deadWarnings(description, codes) : []),
  ];
}

/** The last activation can't give what the data hold. */
function outsideWarnings({ encoder, decoder }: Description, { low, high }: Range): string[] {
  const activation = lastActivation([...encoder, ...decoder]);
  const given = RANGES[activation];
  if (!given || (low >= given.low - ROUNDING && high <= given.high + ROUNDING)) return [];
  return [
    `The data run from ${short(low)} to ${short(high)}, but the last activation, ${activation}, gives ${given.shown}: what lies ` +
      'outside is never learnt. Read the data with scale "columns" (--scale columns), or "range" (--scale range) where all values ' +
      'are of one kind, such as pixels; or give the last layer the activation "linear", with the loss "meanSquaredError" (--loss mse).',
  ];
}

/** The data fill so little of their range that black would do for them. */
function darkWarnings({ encoder, decoder }: Description, { data }: Masked<Dataset>, { low, high }: Range): string[] {
  if (high <= 0) return [];
  const why = "a model that gives 0 everywhere has a small loss already";
  if (data instanceof Uint8Array) {
    const largest = Math.round(255 * high);
    if (largest > NOT_YET_PIXELS) return [];
    const asIs = largest === 1 ? 'scale "none" (--scale none), which takes 0 and 1 as they are, or ' : "";
    return [
      `The largest value is ${largest} of 255, so that the model sees 0…${short(high)}, nearly black: ${why}. Read the data ` +
        `with ${asIs}scale "range" (--scale range), which makes the largest value 1.`,
    ];
  }
  if (lastActivation([...encoder, ...decoder]) !== "sigmoid" || low < 0 || high >= HARDLY_ANY) return [];
  return [
    `The data run from ${short(low)} to ${short(high)} only, of the 0…1 that the last activation, sigmoid, gives: ${why}. ` +
      'Read the data with scale "range" (--scale range), which makes the largest value 1, or "columns" (--scale columns).',
  ];
}

/** Columns of a table that are the same in every sample. Pixels may be: the corners of digits. */
function constantWarnings(
  description: Description,
  samples: Masked<Dataset>,
  names: readonly string[] | undefined,
): string[] {
  const { data, shape, count } = samples;
  const table = names !== undefined || (shape.length === 1 && data instanceof Float32Array);
  if (!table || count < 2) return [];
  // What differs before rounding to 32 bits is not constant, only lost: reading says so.
  const { low, high } = description.preparation?.ranges ?? {};
  const constant = constantColumns(samples).filter(({ column }) => !((high?.[column] ?? 0) > (low?.[column] ?? 0)));
  if (constant.length === 0) return [];
  const size = sizeOf(shape);
  const nameOf = (column: number) => names?.[column] ?? String(column + 1);
  const shown = constant.slice(0, MOST_NAMES).map(({ column, value }) => {
    const name = names ? `"${nameOf(column)}"` : `column ${nameOf(column)}`;
    // In the file's own units, which the scaling has kept.
    return value === undefined ? `${name} (never known)` : `${name} (always ${short(low?.[column] ?? value)})`;
  });
  const more = constant.length > MOST_NAMES ? ` and ${constant.length - MOST_NAMES} more` : "";
  if (constant.length === size) {
    return [
      `Every column has the same value in every sample: ${shown.join(", ")}${more}. There is nothing to learn in these data.`,
    ];
  }
  const one = constant.length === 1;
  const option = constant.slice(0, MOST_NAMES).map(({ column }) => nameOf(column));
  return [
    `${constant.length} of ${size} columns ${one ? "has" : "have"} the same value in every sample: ${shown.join(", ")}${more}. ` +
      `${one ? "It teaches" : "They teach"} the model nothing and ${one ? "makes" : "make"} its loss look better than it is. ` +
      `Leave ${one ? "it" : "them"} out with drop (--drop ${option.join(",")}${more ? ",…" : ""}).`,
  ];
}

/** No layer is narrower than a sample, and nothing else keeps the model from copying. */
function widthWarnings(description: Description): string[] {
  const { layers, inputShape } = networkOf(description);
  const size = sizeOf(inputShape);
  // The last one is as wide as the sample by its office.
  const narrowest = Math.min(...layers.slice(0, -1).map(({ outputShape }) => sizeOf(outputShape)));
  const hindered = layers.some(({ layer }) => kindOf(layer).random || kindOf(layer).penalizes?.(layer));
  if (narrowest < size || hindered) return [];
  // Nothing is narrower than a single value.
  const fewer = size > 1 ? `Give the encoder's last layer fewer than ${size} values (--code); or keep` : "Keep";
  return [
    `No layer is narrower than a sample: samples have ${count(size, "value")}, and the narrowest layer gives ${narrowest}, so that the ` +
      `model can learn to copy, which tells nothing of the data. ${fewer} ` +
      "the model from copying by a gaussianNoise or dropout layer or an activityRegularizer.",
  ];
}

/** Units of the code that a ReLU leaves at 0 whatever the sample; of an image's code, channels. */
function deadWarnings({ encoder, ...description }: Description, { shape, data }: Tensor): string[] {
  const { codeShape } = networkOf({ encoder, ...description });
  if (shape.length === 0 || sizeOf(shape) !== data.length || sizeOf(shape.slice(1)) !== sizeOf(codeShape)) {
    throw new ShapeError(
      `The codes have shape [${shape.join(", ")}] and ${data.length} values, but the model's codes are [count, ${codeShape.join(", ")}].`,
    );
  }
  // What else gives 0 can give something else after the next step.
  if (lastActivation(encoder) !== "relu") return [];
  const units = codeShape.at(-1) ?? 1;
  const alive = new Uint8Array(units);
  for (let index = 0; index < data.length; index++) if (data[index] !== 0) alive[index % units] = 1;
  const dead = units - alive.reduce((sum, one) => sum + one, 0);
  if (data.length === 0 || dead === 0) return [];
  const what = codeShape.length > 1 ? "channel" : "unit";
  return [
    `${dead} of ${count(units, what)} of the code ${dead === 1 ? "is" : "are"} 0 for every sample: dead, the model does without ` +
      `${dead === 1 ? "it" : "them"}, and training on seldom brings ${dead === 1 ? "it" : "them"} back. Train anew with another seed (--seed) ` +
      "or a lower learning rate (--learning-rate), or give the encoder's last layer the activation \"leakyRelu\", which can't die.",
  ];
}

/** Of the values that are known, as the model sees them: bytes over 255. */
function rangeOf({ data, mask }: Masked<Pick<Dataset, "data">>): Range {
  const whole = data instanceof Uint8Array ? 255 : 1;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < data.length; index++) {
    const value = data[index] as number;
    if (value >= low && value <= high) continue;
    if (mask && mask[index] === 0) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    // Bytes have no further to go: most images say so within a few samples.
    if (whole === 255 && low === 0 && high === 255) break;
  }
  return { low: low / whole, high: high / whole };
}

/** Columns in which no two samples differ, with their value; without one where it is known of no sample. */
function constantColumns({ data, count, shape, mask }: Masked<Dataset>) {
  const size = sizeOf(shape);
  return Array.from({ length: size }, (_, column) => column).flatMap((column) => {
    let value: number | undefined;
    for (let index = column; index < count * size; index += size) {
      if (mask?.[index] === 0) continue;
      value ??= data[index];
      if (data[index] !== value) return [];
    }
    return [{ column, value }];
  });
}

/** Four digits are enough to find a value again. */
function short(value: number): string {
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
