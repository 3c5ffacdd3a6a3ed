import type { SavedModel } from "../../src/exchange/saved-model.js";
import type { Activation } from "../../src/model/activations.js";
import { type Description, networkOf } from "../../src/model/description.js";
import type { PlacedLayer } from "../../src/model/network.js";

/** 2⁻²⁴: the relative error of one correctly rounded float32 operation. */
const U = 2 ** -24;
/** Of a library's exp, tanh or division, and what is made of them: 4 units in the last place, which are 2 U each. */
const FUNCTION = 8 * U;

/** The largest change of an activation for a change of 1 in any of its inputs. A row of softmax's derivatives sums up to 2 s (1 − s). */
const SLOPE: Readonly<Record<Activation, number>> = {
  linear: 1,
  relu: 1,
  leakyRelu: 1,
  elu: 1,
  sigmoid: 0.25,
  tanh: 1,
  softmax: 0.5,
};

/**
 * How far any float32 implementation may be from exact arithmetic, whatever the order of its sums: the largest over all outputs of
 * some layers.
 *
 * Let all inputs of a layer be at most `x` and off by at most `e`; let the weights that a single output sums up have absolute
 * values of at most `s` in all, over `k` terms, and its bias at most `b`. A sum of k + 1 terms in any order errs by at most
 * (k + 2) U times the sum of the terms' absolute values (Higham, Accuracy and Stability of Numerical Algorithms, 4.2; the products'
 * rounding included), so the output is off by s·e + (k + 2) U (s (x + e) + b), and it is at most s·x + b. An activation passes an
 * error on by its slope and adds its own. Pools, up-sampling and reshaping move values about; noise and dropout rest.
 * @param largest absolute value of the samples
 */
export function roundingBound(
  model: SavedModel,
  largest: number,
  part: "autoencoder" | "encoder" = "autoencoder",
): number {
  const { layers, encoderLength } = networkOf(model.description);
  let [x, e] = [largest, 0];
  for (const placed of part === "encoder" ? layers.slice(0, encoderLength) : layers) {
    [x, e] = after(placed, model.weights, x, e);
  }
  return e;
}

function after(
  { name, layer }: PlacedLayer,
  weights: SavedModel["weights"],
  x: number,
  e: number,
  head = layer.type === "sampling" ? `${name}.z_mean` : name,
): [number, number] {
  const kernel = weights[`${head}.kernel`];
  if (!kernel) return [x, e];
  const { s, k } = largestSum(kernel.shape, kernel.data, layer.type === "conv2dTranspose");
  const b = Math.max(0, ...(weights[`${head}.bias`]?.data ?? []).map(Math.abs));
  const [y, error] = [s * x + b, s * e + (k + 2) * U * (s * (x + e) + b)];
  const activation = "activation" in layer ? layer.activation : "linear";
  if (activation === "linear" || activation === "relu") return [y, error];
  const bounded = ["sigmoid", "tanh", "softmax"].includes(activation) ? 1 : y;
  // Softmax sums its exponentials, one for each channel or unit: their rounding is relative to their sum, as its result is.
  const own = activation === "softmax" ? FUNCTION + (kernel.shape.at(-1) ?? 1) * U : FUNCTION;
  return [bounded, SLOPE[activation] * error + own * bounded];
}

/** The largest sum of absolute weights that make an output, and the number of its terms. */
function largestSum(shape: readonly number[], data: Float32Array, transposed: boolean): { s: number; k: number } {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  // A transposed convolution's kernel has its outputs before its inputs. Fewer of its terms may meet in an output: not more.
  const units = transposed ? inputs : outputs;
  const sums = new Float64Array(units);
  for (const [index, value] of data.entries()) {
    const unit = transposed ? Math.floor(index / outputs) % inputs : index % outputs;
    sums[unit] = (sums[unit] ?? 0) + Math.abs(value);
  }
  return { s: Math.max(...sums), k: data.length / units };
}

/** The largest absolute value of the samples that tests take. */
export const LARGEST = 1;

/** The number of values in a sample. */
export const widthOf = ({ input }: Pick<Description, "input">) =>
  input.reduce((product, length) => product * length, 1);

/**
 * How far a float32 loss may be from the exact one when the outputs are off by at most `e`: each value's loss is convex in its
 * output, so it changes most at either end. Binary cross-entropy clips to 1e-7 from 0 and 1, where float32 is off by U. The mean of
 * n values, in any order, adds (n + 2) U, and each value's own functions a few U.
 */
export function lossBound({ loss }: Description, outputs: Float64Array, targets: Float32Array, e: number): number {
  const clipped = (p: number) => Math.min(Math.max(p, 1e-7), 1 - 1e-7);
  const entropy = (p: number, t: number) => -t * Math.log(p) - (1 - t) * Math.log(1 - p);
  const ends: (y: number, t: number) => number[] =
    loss === "meanSquaredError"
      ? (y, t) => [y, y - e, y + e].map((end) => (end - t) ** 2)
      : (y, t) =>
          [clipped(y), clipped(y - e) - U, clipped(y + e) + U].map((p) =>
            entropy(Math.min(Math.max(p, 1e-8), 1 - 1e-8), t),
          );
  let [change, size] = [0, 0];
  for (const [index, y] of outputs.entries()) {
    const [exact = 0, low = 0, high = 0] = ends(y, targets[index] ?? 0);
    change += Math.max(Math.abs(low - exact), Math.abs(high - exact));
    size += Math.abs(exact) + 2 * FUNCTION; // the two products of an entropy near 0
  }
  const n = outputs.length;
  return (change + ((n + 2) * U + FUNCTION) * (size + change)) / n;
}

/**
 * How far what layers add to the loss may be off in float32, by the same sums. Of n outputs of a layer, each at most y and off by at
 * most e: an L1 penalty is off by l1·n·e, an L2 penalty by l2·n·(2 y e + e²); and the KL term, with m for the mean and v for the
 * logarithm of the variance, by w/2 · n · (2 m e + e² + e (1 + exp v) + the roundings of exp v, 1 and v). The sum over the samples,
 * in any order, adds (count · n + 4) U of it.
 */
export function penaltyBound({ description, weights }: SavedModel, largest: number, count: number): number {
  let [x, e, bound] = [largest, 0, 0];
  for (const placed of networkOf(description).layers) {
    const { layer } = placed;
    const n = placed.outputShape.reduce((product, length) => product * length, 1);
    const [y, error] = after(placed, weights, x, e);
    const roundings = (count * n + 4) * U;
    if (layer.type === "dense" && layer.activityRegularizer) {
      const { l1, l2 } = layer.activityRegularizer;
      bound += n * (l1 * error + l2 * (2 * y * error + error ** 2) + roundings * (l1 * y + l2 * y ** 2));
    } else if (layer.type === "sampling") {
      const [v, ofV] = after(placed, weights, x, e, `${placed.name}.z_log_var`);
      const w = layer.klWeight ?? 1 / widthOf(description);
      const size = Math.exp(v + ofV) + v + 1;
      const own = 2 * y * error + error ** 2 + ofV * (1 + Math.exp(v + ofV)) + (FUNCTION + 3 * U) * size;
      bound += (w / 2) * n * (own + roundings * (y ** 2 + size));
    }
    [x, e] = [y, error];
  }
  return bound;
}
