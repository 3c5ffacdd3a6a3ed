import { checkOptions } from "../data/known-options.js";
import { ArgumentError, shown } from "../errors.js";
import type { Network } from "../model/network.js";
import { type FitOptions, positiveInteger } from "./options.js";

const FIT_OPTIONS = [
  ...["epochs", "initialEpoch", "batchSize", "shuffle", "validationData", "validationSplit", "targets", "sampleWeight"],
  ...["signal", "callbacks"],
];

/** Whether it is data, as Keras's `fit(x, x)` has them in second place. */
const isData = (given: unknown) => ArrayBuffer.isView(given) || Array.isArray(given) || "data" in Object(given);

/** What to write in place of Keras's `fit(x, y)` and `validation_data=(x, y)`, by what the network learns. */
const SECOND: Readonly<Record<Network["target"], { readonly place: string; readonly validation: string }>> = {
  samples: {
    place:
      "An autoencoder learns to give back what it is given: write fit(x, { epochs: 50 }), without x as its own target. Other " +
      "targets are an option: fit(x, { targets: y }).",
    validation: "An autoencoder's validation data are its targets, too: write validationData: x, not [x, x].",
  },
  labels: {
    place:
      "A classifier learns the labels that its data have with them: write fit(datasetOf(x, shape, labels), { epochs: 50 }).",
    validation:
      "A classifier's validation data have their labels with them: write validationData: datasetOf(x, shape, labels), not [x, y].",
  },
};

/**
 * `options` with the defaults filled in.
 * @param target what the network learns
 * @throws {ArgumentError} for what is not valid or not known
 */
export function fitSettings(options: FitOptions, target: Network["target"] = "samples") {
  if (isData(options)) throw new ArgumentError(SECOND[target].place);
  checkOptions("fit", options, FIT_OPTIONS);
  const { epochs = 1, initialEpoch = 0, batchSize = 32 } = options;
  const { shuffle = true, validationData, validationSplit = 0, signal, callbacks = [] } = options;
  positiveInteger("epochs", epochs);
  if (!Number.isInteger(initialEpoch) || initialEpoch < 0 || initialEpoch > epochs) {
    throw new ArgumentError(
      `initialEpoch must be a whole number from 0 to epochs, which is ${epochs}; got ${shown(initialEpoch)}.`,
    );
  }
  positiveInteger("batchSize", batchSize);
  if (Array.isArray(validationData) && validationData.some(isData)) {
    throw new ArgumentError(SECOND[target].validation);
  }
  if (typeof validationSplit !== "number" || !(validationSplit >= 0 && validationSplit < 1)) {
    throw new ArgumentError(`validationSplit must be a number from 0 up to but not 1; got ${shown(validationSplit)}.`);
  }
  if (validationSplit && validationData) {
    throw new ArgumentError("Give either validationData or validationSplit, not both.");
  }
  if (typeof shuffle !== "boolean") throw new ArgumentError(`shuffle must be true or false; got ${shown(shuffle)}.`);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new ArgumentError("signal must be an AbortSignal, such as that of an AbortController.");
  }
  if (!Array.isArray(callbacks) || callbacks.some((callback) => typeof callback !== "function")) {
    throw new ArgumentError("callbacks must be a list of functions, such as [earlyStopping()].");
  }
  return { epochs, initialEpoch, batchSize, shuffle, validationData, validationSplit, signal, callbacks };
}
