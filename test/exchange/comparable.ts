import type { SavedModel } from "../../src/exchange/saved-model.js";
import type { Layer } from "../../src/layers/layers.js";
import type { Tensor } from "../../src/model/tensor.js";

/**
 * A model for `toEqual`. Other formats write out what ours may leave to its default: strides of pools that step by their size, a KL
 * weight of 1 / (values in a sample), penalties of 0. Arrays are texts: two large ones are compared at once, and to the bit.
 */
export function comparable({ description, weights, training }: SavedModel): unknown {
  const size = description.input.reduce((product, length) => product * length, 1);
  const layers = (list: readonly Layer[]) => list.map((layer) => written(layer, size));
  const { encoder, decoder } = description;
  return {
    description: { ...description, encoder: layers(encoder), decoder: layers(decoder) },
    weights: texts(weights),
    ...(training && {
      training: { ...training, slots: Object.entries(training.slots).map(([slot, of]) => [slot, texts(of)]) },
    }),
  };
}

function written(layer: Layer, size: number): Layer {
  if (layer.type === "maxPool2d") return { ...layer, strides: layer.strides ?? layer.poolSize };
  if (layer.type === "sampling") return { ...layer, klWeight: layer.klWeight ?? 1 / size };
  return layer;
}

const texts = (tensors: Readonly<Record<string, Tensor>>) =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
      return [name, `[${shape.join(", ")}] ${bytes}`];
    }),
  );
