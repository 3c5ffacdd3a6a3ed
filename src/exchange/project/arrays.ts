import { type Dataset, sizeOf } from "../../data/dataset.js";
import { type NpyValues, npyFile } from "../../data/npy-writer.js";
import { storedZip } from "../../formats/zip-writer.js";
import type { NextStep } from "./next-steps.js";

/** Whether images have their channels first, as PyTorch has them, or last, as Keras does. */
export type Layout = "channelsFirst" | "channelsLast";

/** Arrays as `numpy.load` reads them together. */
function npz(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return storedZip(Object.entries(arrays).map(([name, bytes]) => ({ name: `${name}.npy`, bytes })));
}

/** A data set as `x` and, where it has such, `target`, `weight` and `mask`, in the shape of the model's input. */
export function dataFile(dataset: Dataset, input: readonly number[], layout: Layout): Uint8Array {
  const { data, count, targets, sampleWeight, mask } = dataset;
  const array = (values: NpyValues) => npyFile(...arranged(values, [count, ...input], layout));
  return npz({
    x: array(data),
    ...(targets && { target: array(targets.data) }),
    ...(sampleWeight && { weight: npyFile(sampleWeight, [count]) }),
    ...(mask && { mask: npyFile(...arranged(mask, [count, ...input], layout), "|b1") }),
  });
}

/** How far losses may be from each other, as shares of the losses. */
export interface Tolerance {
  /** How far ours in 32 bits are from those in 64. */
  readonly furthest: number;
  readonly allowed: number;
  readonly allowed_exact: number;
}

/**
 * The next steps: the `rows` of their batches one after another with `batch_sizes`, the `losses` here and the `exact` ones in float64,
 * and `draws.STEP.LAYER`, what layers draw.
 */
export function stepsFile(
  steps: readonly NextStep[],
  losses: Float32Array,
  tolerance: Tolerance,
  layout: Layout,
): Uint8Array {
  const rows = Uint32Array.from(steps.flatMap((step) => [...step.rows]));
  const arrays = {
    rows: npyFile(rows, [rows.length]),
    batch_sizes: npyFile(
      Uint32Array.from(steps, (step) => step.rows.length),
      [steps.length],
    ),
    losses: npyFile(losses, [losses.length]),
    exact: npyFile(
      Float64Array.from(steps, ({ exact }) => exact),
      [steps.length],
    ),
    ...Object.fromEntries(
      Object.entries(tolerance).map(([name, value]) => [name, npyFile(Float64Array.of(value), [])]),
    ),
  };
  const draws = steps.flatMap((step, index) =>
    step.draws.map(({ values, shape }, layer) => [
      `draws.${index}.${layer}`,
      npyFile(...arranged(values, shape, layout)),
    ]),
  );
  return npz({ ...arrays, ...Object.fromEntries(draws) });
}

/** Values of samples, and their shape, in a layout: of images the channels may come first. */
function arranged<T extends NpyValues>(
  values: T,
  shape: readonly number[],
  layout: Layout,
): [values: T, shape: readonly number[]] {
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  if (layout === "channelsLast" || shape.length !== 4) return [values, shape];
  const turned = [count, channels, height, width];
  const pixels = height * width;
  if (channels === 1 || pixels === 1) return [values, turned];
  const result = values.slice() as T;
  const size = sizeOf(shape.slice(1));
  for (let start = 0; start < values.length; start += size) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        result[start + channel * pixels + pixel] = values[start + pixel * channels + channel] as number;
      }
    }
  }
  return [result, turned];
}
