import { checkCompanions, type Dataset, sizeOf, type ValuesLike, valuesOf } from "../data/dataset.js";
import { ArgumentError, DataError, kindOf, ShapeError, shown } from "../errors.js";
import type { Network } from "../model/network.js";
import { type LossOptions, samplesFor } from "./options.js";

/**
 * Data to train or evaluate on, as a user gives them: samples whose targets the network's loss can take.
 * @param given targets and sample weights that stand apart from the data
 * @param isTrained whether the model is to learn them: to be measured only, they may lie a little outside what it has learnt
 * @throws {ShapeError}, {@link DataError} as `samplesFor`, and for targets, labels, weights or a mask that are missing or out
 * of range; {@link ArgumentError} for what is given twice
 */
export function targetedSamples(
  network: Network,
  data: Dataset | ValuesLike,
  what: string,
  { targets, sampleWeight }: LossOptions = {},
  isTrained = false,
): Dataset {
  const samples: Mutable<Dataset> = { ...samplesFor(sizeOf(network.inputShape), data, what) };
  const twice = targets && samples.targets ? "targets" : sampleWeight && samples.sampleWeight && "sampleWeight";
  if (twice) throw new ArgumentError(`${what} has ${twice} with it. Leave out those, or the option ${twice}.`);
  if (sampleWeight) samples.sampleWeight = weightsOf(sampleWeight);
  if (network.target === "labels") {
    checkLabels(network, samples, what, targets ?? samples.targets ?? samples.mask);
    return samples;
  }
  const name = what.replace("data", "target data");
  const { count } = samples;
  const wanted = targets ?? (samples.targets && { ...samples.targets, count });
  if (wanted) {
    const { data, shape, mask, ...given } = samplesFor(sizeOf(network.outputShape), wanted, name);
    if (given.count !== count) {
      throw new ShapeError(`${name} has ${given.count} targets for ${count} samples: give one each, in their order.`);
    }
    samples.targets = { data, shape };
    if (targets) delete samples.mask;
    if (mask) samples.mask = mask;
  }
  checkCompanions(samples);
  checkRange(network, samples, wanted ? name : what, isTrained ? 0 : 1);
  return samples;
}

/** @throws {DataError} for what is no list of numbers */
function weightsOf(given: unknown): Float32Array {
  if (Array.isArray(given)) return Float32Array.from(valuesOf(given) ?? []);
  // Of numbers of any kind, but no integers beyond them.
  if (ArrayBuffer.isView(given) && !/^(Big|Data)/.test(kindOf(given))) return Float32Array.from(given as Float32Array);
  throw new DataError(`sampleWeight must be a Float32Array or a list of numbers, one a sample; got ${shown(given)}.`);
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

function checkLabels({ outputShape }: Network, samples: Dataset, what: string, stray: unknown): void {
  const { labels, count } = samples;
  const classes = sizeOf(outputShape);
  if (stray) throw new DataError(`${what} has targets or a mask, but a classifier learns labels. Leave those out.`);
  if (!labels) {
    throw new DataError(`${what} has no labels, which a classifier learns. Give a Dataset with labels.`);
  }
  if (labels.length !== count) {
    throw new DataError(`${what} has ${labels.length} labels for ${count} samples: there must be one label a sample.`);
  }
  const bad = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (bad >= 0) {
    throw new DataError(
      `${what} has label ${labels[bad]} at sample ${bad}, but the classifier knows ${classes} classes, 0 to ${classes - 1}.`,
    );
  }
  checkCompanions(samples);
}

/**
 * @param room how far outside [0, 1] a target may lie. Later data scaled as the training data were do so a little, and the loss
 *   is linear in its target; further outside it says nothing.
 * @throws {DataError} when the loss is binary cross-entropy and a target that is known lies further outside
 */
function checkRange({ loss }: Network, { targets, mask, ...samples }: Dataset, what: string, room: number): void {
  const { data, shape } = targets ?? samples;
  if (loss !== "binaryCrossentropy" || data instanceof Uint8Array) return;
  const bad = data.findIndex((value, at) => (value < -room || value > 1 + room) && mask?.[at] !== 0);
  if (bad < 0) return;
  const size = sizeOf(shape);
  const remedy = room
    ? "Give data in the training data's units, read as those were"
    : 'Read the data with scale "columns" (--scale columns)';
  throw new DataError(
    `${what} has ${data[bad]} in sample ${Math.floor(bad / size)}, value ${bad % size}, but binary cross-entropy needs targets ` +
      `in [0, 1]. ${remedy}, or use the loss "meanSquaredError" with a linear last layer.`,
  );
}
