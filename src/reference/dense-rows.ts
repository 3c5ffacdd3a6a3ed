import { ACTIVATION_CODE } from "../operations/codes.js";
import { decodeLayers, filledUp, type LayerRecord } from "../operations/stack.js";
import { activate, activationBound, activationSlope, activationSlopeBound } from "./activation.js";
import { bceLossOf, bceSlopeOf, type Estimate } from "./bce.js";
import { dataValue } from "./gather.js";
import { readError } from "./half.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** Lanes that share the sum of a row's loss: `LANES` in the shader (a test compares them). */
export const LANES = 256;

/**
 * Twin of `dense-rows`: a stack of dense layers, forward and backward, row by row. Rows are filled up with zeros to a multiple
 * of four.
 *
 * Bounds follow the values through the stack. Where x is off by up to b(x), a sum of K products x w is off by
 * Σ |w| b(x), and by (K + 2) U Σ |w| (|x| + b(x)) of its own; activations, slopes and losses pass their argument's error
 * on, times their largest slope nearby, and add their own. A subnormal weight in f16 may be read as 0: its product is missing.
 */
export const denseRows: Twin = ({ reals, words, params, constants, step }, bounds) => {
  const layers = decodeLayers(bound(words, "layers"));
  const last = layers.at(-1);
  const order = bound(words, "order");
  const data = bound(words, "data");
  const w = bound(reals, "w");
  const rows = numberOf(params, "rows");
  const size = numberOf(params, "size");
  const lostOf: LostOf = (weight) => readError(constants.HALF_W, weight);
  const y = new Estimates(bound(reals, "y"), bounds?.y);
  const dz = new Estimates(bound(reals, "dz"), bounds?.dz);
  const loss = new Estimates(bound(reals, "loss"), bounds?.loss);
  const lossOfValue = lossFunctions(constants, rows * size);
  if (!last) return;

  for (let r = 0; r < rows; r++) {
    const sample = order[step.start + r] ?? 0;
    const batch = r * filledUp(size);
    for (let i = 0; i < size; i++) y.set(batch + i, dataValue(data, sample * size + i, Boolean(constants.BYTES)));
    y.fillUp(batch, size);
    for (const layer of layers) {
      const activation = layer === last && constants.FROM_LOGITS ? ACTIVATION_CODE.linear : layer.activation;
      forward(layer, r, activation);
    }
    finish(last, r);
    if (!constants.BACKWARD) continue;
    for (let l = layers.length - 1; l > 0; l--) backward(layers[l] as LayerRecord, layers[l - 1] as LayerRecord, r);
  }

  function forward(
    { inputs, units, kernel, bias, hasBias, input, output }: LayerRecord,
    r: number,
    activation: number,
  ) {
    for (let c = 0; c < units; c++) {
      const sum = sumOf(y, input + r * filledUp(inputs), inputs, w, kernel + c, units, lostOf);
      const b = hasBias ? (w[bias + c] as number) : 0;
      const z = sum.value + b;
      const error = sum.error + U * (inputs + 3) * Math.abs(b) * hasBias + lostOf(b);
      const value = activate(activation, z);
      y.set(output + r * filledUp(units) + c, { value, error: activationBound(activation, z, value, error) });
    }
    y.fillUp(output + r * filledUp(units), units);
  }

  function finish({ units, activation, output }: LayerRecord, r: number) {
    let sum = 0;
    let magnitude = 0;
    let errors = 0;
    for (let i = 0; i < size; i++) {
      const at = output + r * filledUp(units) + i;
      const { value, slope } = lossOfValue(y.get(at), y.get(r * filledUp(size) + i), activation);
      sum += value.value;
      magnitude += Math.abs(value.value);
      errors += value.error;
      if (constants.BACKWARD) dz.set(at, slope);
    }
    if (constants.BACKWARD) dz.fillUp(output + r * filledUp(units), units);
    // A lane's own values, then the tree of lanes, then the division by a rounded size.
    const roundings = Math.ceil(size / LANES) + Math.log2(LANES) + 2 + 1 + ERROR.division;
    loss.set(r, { value: sum / size, error: (errors + U * roundings * magnitude) / size + TINY });
  }

  function backward({ inputs, units, kernel, output }: LayerRecord, before: LayerRecord, r: number) {
    for (let k = 0; k < inputs; k++) {
      const sum = sumOf(dz, output + r * filledUp(units), units, w, kernel + k * units, 1, lostOf);
      const at = before.output + r * filledUp(inputs) + k;
      dz.set(at, times(sum, slopeAt(before.activation, y.get(at))));
    }
    dz.fillUp(before.output + r * filledUp(inputs), inputs);
  }
};

/** How much of a weight may be missing as it is read. */
type LostOf = (weight: number) => number;

/** Σ x w: `count` values of x side by side from `from`, with their errors, and weights `stride` apart from `first`. */
function sumOf(
  { values, errors }: Estimates,
  from: number,
  count: number,
  weights: Float64Array,
  first: number,
  stride: number,
  lostOf: LostOf,
): Estimate {
  let value = 0;
  let magnitude = 0;
  let inherited = 0;
  for (let i = 0; i < count; i++) {
    const x = values[from + i] as number;
    const error = errors[from + i] as number;
    const w = weights[first + i * stride] as number;
    value += x * w;
    magnitude += (Math.abs(x) + error) * Math.abs(w);
    inherited += error * Math.abs(w) + (Math.abs(x) + error) * lostOf(w);
  }
  return { value, error: inherited + (count + 2) * U * magnitude + TINY };
}

const slopeAt = (activation: number, y: Estimate): Estimate => ({
  value: activationSlope(activation, y.value),
  error: activationSlopeBound(activation, y.value, y.error),
});

/** A product of two estimates, rounded. */
function times(one: Estimate, other: Estimate): Estimate {
  const value = one.value * other.value;
  const error =
    Math.abs(one.value) * other.error +
    Math.abs(other.value) * one.error +
    one.error * other.error +
    U * Math.abs(value);
  return { value, error: error + TINY };
}

/** The loss of one value and its slope, given what the model says and what it should. */
type LossOfValue = (y: Estimate, t: Estimate, activation: number) => { value: Estimate; slope: Estimate };

function lossFunctions(constants: Readonly<Record<string, number>>, count: number): LossOfValue {
  if (constants.MEAN_SQUARED) {
    return (y, t, activation) => {
      const difference = Math.abs(y.value - t.value);
      const error = y.error + t.error;
      const value = { value: difference ** 2, error: (2 * difference + error) * error + 3 * U * difference ** 2 };
      const slope = {
        value: (2 * (y.value - t.value)) / count,
        error: (2 * error + 2 * U * (2 + ERROR.division) * difference) / count + TINY,
      };
      return { value, slope: times(slope, slopeAt(activation, y)) };
    };
  }
  const fromLogits = Boolean(constants.FROM_LOGITS);
  return (y, t, activation) => {
    const value = moved((at, target) => bceLossOf(at, target, fromLogits), y, t);
    const slope = moved((at, target) => bceSlopeOf(at, target, fromLogits, count), y, t);
    return { value, slope: fromLogits ? slope : times(slope, slopeAt(activation, y)) };
  };
}

/**
 * f(y, t), where y and t are off by their errors. The losses and their slopes are monotone or convex in y, and linear in
 * t, so that over the box of errors they are farthest from f(y, t) at a corner.
 */
function moved(f: (y: number, t: number) => Estimate, y: Estimate, t: Estimate): Estimate {
  const { value, error } = f(y.value, t.value);
  let distance = 0;
  for (const dy of [-y.error, y.error]) {
    for (const dt of [-t.error, t.error]) {
      const corner = f(y.value + dy, t.value + dt);
      distance = Math.max(distance, Math.abs(corner.value - value) + Math.max(0, corner.error - error));
    }
  }
  return { value, error: error + distance + TINY };
}

/** Values, and how far each may be off. */
class Estimates {
  /** @param errors where to leave them; kept all the same where nobody asks for them, for what follows */
  constructor(
    readonly values: Float64Array,
    readonly errors: Float64Array = new Float64Array(values.length),
  ) {}

  get(index: number): Estimate {
    return { value: this.values[index] as number, error: this.errors[index] as number };
  }

  set(index: number, { value, error }: Estimate): void {
    this.values[index] = value;
    this.errors[index] = error;
  }

  /** Zeros behind a row of so many values, which begins at `at`. */
  fillUp(at: number, width: number): void {
    for (let i = width; i < filledUp(width); i++) this.set(at + i, { value: 0, error: 0 });
  }
}
