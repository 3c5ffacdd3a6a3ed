import { sizeOf } from "../data/dataset.js";
import { FormatError, IsthmusError } from "../errors.js";
import type { Layer } from "../layers/layers.js";
import { type PlacedLayer, placeAll } from "../model/network.js";

/**
 * Where the encoder ends in a model that does not say so: behind a sampling layer or, without one, behind the first of the layers
 * that give the fewest values, as far as there are weights before and behind it.
 * @param what names the model in errors
 * @returns the number of layers of the encoder
 * @throws {FormatError} for layers that do not meet, or a model of one layer
 */
export function encoderEnd(input: readonly number[], layers: readonly Layer[], what: string): number {
  if (layers.length < 2) {
    throw new FormatError(`${what} has one layer; an autoencoder has at least two, an encoder's and a decoder's.`);
  }
  const sampling = layers.findIndex(({ type }) => type === "sampling");
  if (sampling >= 0) return sampling + 1;
  let placed: PlacedLayer[];
  try {
    placed = placeAll("layers", layers, input);
  } catch (cause) {
    if (!(cause instanceof IsthmusError)) throw cause;
    throw new FormatError(`The layers of ${what} do not meet: ${cause.message}`, { cause });
  }
  const weighted = (layer: PlacedLayer) => layer.parameters.length > 0;
  const [first, last] = [placed.findIndex(weighted), placed.findLastIndex(weighted)];
  const inner = placed.slice(0, -1).map((layer, index) => ({ index, size: sizeOf(layer.outputShape) }));
  const between = inner.filter(({ index }) => index >= first && index < last);
  const candidates = between.length > 0 ? between : inner;
  const smallest = Math.min(...candidates.map(({ size }) => size));
  return (candidates.find(({ size }) => size === smallest)?.index ?? 0) + 1;
}
