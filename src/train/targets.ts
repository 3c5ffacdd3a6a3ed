import { checkCompanions, type Dataset, sizeOf, type Values } from "../data/dataset.js";
import { ArgumentError, DataError, ShapeError } from "../errors.js";
import type { Network } from "../model/network.js";
import { type LossOptions, samplesFor } from "./options.js";

/**
 * Data to train or evaluate on, as a user gives them: samples whose targets the network's loss can take.
 * @param given targets and sample weights that stand apart from the data
 * @throws {ShapeError}, {@link DataError} as `samplesFor`, and for targets, labels, weights or a mask that are missing or out
 * of range; {@link ArgumentError} for what is given twice
 */
export function targetedSamples(
  network: Network,
  data: Dataset | Values,
  what: string,
  { targets, sampleWeight }: LossOptions = {},
): Dataset {
  const samples: Mutable<Dataset> = { ...samplesFor(sizeOf(network.inputShape), data, what) };
  const twice = targets && samples.targets ? "targets" : sampleWeight && samples.sampleWeight && "sampleWeight";
  if (twice) throw new ArgumentError(`${what} has ${twice} with it. Leave out those, or the option ${twice}.`);
  if (sampleWeight) samples.sampleWeight = Float32Array.from(sampleWeight);
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
  checkRange(network, samples, wanted ? name : what);
  return samples;
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

/** @throws {DataError} when the loss is binary cross-entropy and a target that is known lies outside [0, 1] */
function checkRange({ loss }: Network, { targets, mask, ...samples }: Dataset, what: string): void {
  const { data, shape } = targets ?? samples;
  if (loss !== "binaryCrossentropy" || data instanceof Uint8Array) return;
  const bad = data.findIndex((value, at) => (value < 0 || value > 1) && mask?.[at] !== 0);
  if (bad < 0) return;
  const size = sizeOf(shape);
  throw new DataError(
    `${what} has ${data[bad]} in sample ${Math.floor(bad / size)}, value ${bad % size}, but binary cross-entropy needs targets ` +
      'in [0, 1]. Scale the data, or use the loss "meanSquaredError".',
  );
}
