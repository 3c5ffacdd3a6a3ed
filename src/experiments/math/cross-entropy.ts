/**
 * Binary cross-entropy between targets t and probabilities p, the mean over all values of −t·log p − (1−t)·log(1−p), as
 * five programs compute it. All in double precision, so that what differs is the definition and not the rounding.
 */
import { ShapeError } from "../../errors.js";

/** Keras's `epsilon()`. */
export const KERAS_EPSILON = 1e-7;

/** NumPy's `finfo(float32).eps`, to which scikit-learn clips probabilities in float32. */
export const FLOAT32_EPSILON = 2 ** -23;

type Numbers = ArrayLike<number>;

/**
 * From logits z = log(p / (1−p)), as TensorFlow's `sigmoid_cross_entropy_with_logits`:
 * `max(z, 0) − z·t + log(1 + exp(−|z|))`. Exact for every finite z: nothing is ever rounded to 0 or 1.
 */
export function bceFromLogits(targets: Numbers, logits: Numbers): number {
  return meanOf(targets, logits, fromLogit);
}

/** Keras 2 on TensorFlow 1 (the notebook's): clips p to [ε, 1−ε], turns it back into logits, and goes on from these. */
export function bceByKerasBackend(targets: Numbers, probabilities: Numbers, epsilon = KERAS_EPSILON): number {
  return meanOf(targets, probabilities, (t, p) => {
    const clipped = clip(p, epsilon, 1 - epsilon);
    return fromLogit(t, Math.log(clipped / (1 - clipped)));
  });
}

/** TensorFlow 2's Keras: clips p to [ε, 1−ε] and adds ε once more inside each logarithm. */
export function bceByTensorFlowKeras(targets: Numbers, probabilities: Numbers, epsilon = KERAS_EPSILON): number {
  return meanOf(targets, probabilities, (t, p) => {
    const clipped = clip(p, epsilon, 1 - epsilon);
    return -(t * Math.log(clipped + epsilon) + (1 - t) * Math.log(1 - clipped + epsilon));
  });
}

/**
 * The formula as one writes it in NumPy, with nothing clipped: infinite where p is 0 or 1 and t disagrees, and NaN
 * (0 times infinity) where it agrees.
 */
export function bceByNumpy(targets: Numbers, probabilities: Numbers): number {
  return meanOf(targets, probabilities, (t, p) => -(t * Math.log(p) + (1 - t) * Math.log(1 - p)));
}

/**
 * scikit-learn's `log_loss`. It takes labels that are 0 or 1, so a pixel of brightness t becomes two samples: label 1
 * with weight t, label 0 with weight 1−t. It clips p to [ε, 1−ε], ε being the resolution of p's type: by default
 * float32's, the type of a network's output.
 */
export function bceByLogLoss(targets: Numbers, probabilities: Numbers, epsilon = FLOAT32_EPSILON): number {
  sameLength(targets, probabilities);
  let [sum, weights] = [0, 0];
  const add = (label: 0 | 1, p: number, weight: number) => {
    sum -= weight * Math.log(label === 1 ? p : 1 - p);
    weights += weight;
  };
  for (let index = 0; index < targets.length; index++) {
    const [t, p] = [targets[index] ?? 0, clip(probabilities[index] ?? 0, epsilon, 1 - epsilon)];
    add(1, p, t);
    add(0, p, 1 - t);
  }
  return sum / weights;
}

function fromLogit(t: number, z: number): number {
  return Math.max(z, 0) - z * t + Math.log1p(Math.exp(-Math.abs(z)));
}

/** As NumPy's and TensorFlow's: NaN stays NaN. */
function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function meanOf(targets: Numbers, values: Numbers, loss: (target: number, value: number) => number): number {
  sameLength(targets, values);
  let sum = 0;
  for (let index = 0; index < targets.length; index++) sum += loss(targets[index] ?? 0, values[index] ?? 0);
  return sum / targets.length;
}

function sameLength(targets: Numbers, values: Numbers): void {
  if (targets.length === values.length && targets.length > 0) return;
  throw new ShapeError(
    `${targets.length} targets and ${values.length} predictions cannot be compared: give one prediction for each target.`,
  );
}
