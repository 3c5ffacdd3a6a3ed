import { checkWord } from "../data/known-options.js";

/**
 * Losses of an autoencoder, by Keras's names; both are means over the values of a sample, then over the samples of a batch.
 * Binary cross-entropy is reported as Keras does, with probabilities clipped to [1e-7, 1 − 1e-7].
 */
export const LOSSES = ["binaryCrossentropy", "meanSquaredError"] as const;
/** The name of an autoencoder's loss. */
export type Loss = (typeof LOSSES)[number];

/** The loss of any network; a classifier's is categorical cross-entropy. */
export type NetworkLoss = Loss | "categoricalCrossentropy";

/** @throws {ArgumentError} when `loss` is not one of {@link LOSSES}. */
export function checkLoss(loss: unknown): asserts loss is Loss {
  checkWord("Unknown loss", loss, LOSSES);
}
