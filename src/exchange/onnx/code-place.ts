import { sizeOf } from "../../data/dataset.js";
import { ArgumentError } from "../../errors.js";

/**
 * Where a list of layers that nobody cut in two is cut: behind the first of its narrowest layers, whose output is the code. The
 * last layer, which gives the reconstruction, is never it.
 * @param outputs the shapes that the layers give, one after another
 * @param from the first layer that may be the code's, and `to` the first that may not: what names of weights tell
 * @returns how many layers make the code
 */
export function encoderLengthOf(outputs: readonly (readonly number[])[], from = 0, to = outputs.length - 1): number {
  if (outputs.length < 2) {
    throw new ArgumentError("An autoencoder has at least two layers, one to make the code and one to undo it.");
  }
  const sizes = outputs.slice(0, -1).map(sizeOf);
  const candidates = sizes.slice(from, Math.max(from + 1, to));
  const narrowest = candidates.reduce((least, size) => Math.min(least, size), Number.POSITIVE_INFINITY);
  return from + candidates.indexOf(narrowest) + 1;
}
