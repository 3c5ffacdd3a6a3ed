import { noisy } from "../../experiments/math/noise.js";
import { unitValues } from "../../experiments/samples.js";
import { type Autoencoder, type Description, ShapeError, sizeOf, type Tensor, type Values } from "../../index.js";
import { columnsOf } from "../state/table-columns.js";
import type { Filters } from "./filters.js";
import type { DataInfo, Snapshot } from "./protocol.js";

const MOST_FILTERS = 32;
/** The same noise at every moment, so that only the model changes. */
const NOISE_SEED = 1;

/**
 * What the model makes of the examples now, and the weights of its first layer.
 * @throws {ShapeError} where it takes samples of another size
 */
export async function snapshotOf(model: Autoencoder, info: DataInfo): Promise<Snapshot> {
  const { cloud, shape } = info;
  const [taken, own] = [sizeOf(model.description.input), sizeOf(shape)];
  if (taken !== own) {
    throw new ShapeError(
      `The model takes samples of ${taken} values, and those of ${info.name} have ${own}. Choose data like those that it learnt from, then open it.`,
    );
  }
  const given = columnsOf(info) ? undefined : withItsNoise(model.description, info.examples.values);
  const examples = given ?? info.examples.values;
  // Not decode(codes): it refuses codes that are not finite, and a run that diverges should end with its own error.
  const codes = await model.encode(examples);
  const reconstructions = await model.predict(examples);
  const filters = filtersIn(await model.getWeights(), shape);
  return {
    codeSize: sizeOf(codes.shape.slice(1)),
    codeShape: codes.shape.slice(1),
    ...(given && { given }),
    codes: codes.data,
    reconstructions: reconstructions.data,
    ...(cloud && { cloud: (await model.predict(cloud)).data }),
    ...(filters && { filters }),
  };
}

/** The values with the noise that a model begins with while it is trained, and leaves out in all else; nothing where it has none. */
function withItsNoise({ encoder: [first] }: Description, values: Values): Float32Array | undefined {
  if (first?.type !== "gaussianNoise") return undefined;
  const { stddev: deviation, clip = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } = first;
  return noisy(unitValues({ data: values }), deviation, NOISE_SEED, clip);
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
