import { type Autoencoder, sizeOf, type Tensor } from "../../index.js";
import type { Filters } from "./filters.js";
import type { DataInfo, Snapshot } from "./protocol.js";

const MOST_FILTERS = 32;

/** What the model makes of the examples now, and the weights of its first layer. */
export async function snapshotOf(
  model: Autoencoder,
  { examples: { values: examples }, cloud, shape }: DataInfo,
): Promise<Snapshot> {
  // Not decode(codes): it refuses codes that are not finite, and a run that diverges should end with its own error.
  const codes = await model.encode(examples);
  const reconstructions = await model.predict(examples);
  const filters = filtersIn(await model.getWeights(), shape);
  return {
    codeSize: sizeOf(codes.shape.slice(1)),
    codes: codes.data,
    reconstructions: reconstructions.data,
    ...(cloud && { cloud: (await model.predict(cloud)).data }),
    ...(filters && { filters }),
  };
}

/**
 * The first kernel as pictures: of a dense layer `[inputs, units]`, the weights from all inputs to one unit, laid out as a
 * sample; of a convolution `[height, width, channels, filters]`, its filters.
 * @param shape of one sample
 */
export function filtersIn(weights: Readonly<Record<string, Tensor>>, shape: readonly number[]): Filters | undefined {
  const [, kernel] = Object.entries(weights).find(([name]) => /^encoder\..*kernel$/.test(name)) ?? [];
  if (!kernel) return undefined;
  const total = kernel.shape.at(-1) ?? 0;
  const size = kernel.data.length / total;
  const picture = kernel.shape.length === 4 ? kernel.shape : shape;
  const [height = 1, width = 1, channels = 1] = picture.length === 1 ? squareOf(size) : picture;
  if (height * width * channels !== size) return undefined;
  const count = Math.min(total, MOST_FILTERS);
  const values = new Float32Array(count * size);
  for (let filter = 0; filter < count; filter++) {
    for (let at = 0; at < size; at++) values[filter * size + at] = kernel.data[at * total + filter] ?? 0;
  }
  return { shape: [height, width, channels], total, count, values };
}

/** Samples without a shape of their own are drawn as squares where they fill one, else as one row. */
function squareOf(size: number): readonly number[] {
  const side = Math.sqrt(size);
  return Number.isInteger(side) ? [side, side] : [1, size];
}
