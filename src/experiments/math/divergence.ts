/** Kullback-Leibler divergence from predictions p to targets t, by three definitions, and the entropy that links it to BCE. */
import { ShapeError } from "../../errors.js";
import { KERAS_EPSILON } from "./cross-entropy.js";

type Numbers = ArrayLike<number>;

/**
 * Keras's `kullback_leibler_divergence`: Σ t·log(t / p) over a sample's values, both clipped to [1e-7, 1]. It takes the
 * values as one distribution, so it means something only where they sum to 1; else it can be negative.
 */
export function klByKeras(targets: Numbers, predictions: Numbers, epsilon = KERAS_EPSILON): number {
  return sumOf(targets, predictions, (t, p) => {
    const [a, b] = [Math.min(Math.max(t, epsilon), 1), Math.min(Math.max(p, epsilon), 1)];
    return a * Math.log(a / b);
  });
}

/** The notebook's in NumPy: Σ t·log((t + 1e-10) / (p + 1e-10)). */
export function klByNumpy(targets: Numbers, predictions: Numbers, epsilon = 1e-10): number {
  return sumOf(targets, predictions, (t, p) => t * Math.log((t + epsilon) / (p + epsilon)));
}

/** Σ t·log(t / p) once both are divided by their sums: a divergence of two distributions of ink over the values. */
export function klOfShares(targets: Numbers, predictions: Numbers): number {
  const [all, predicted] = [total(targets), total(predictions)];
  return sumOf(targets, predictions, (t, p) => xlogx(t / all) - xlogy(t / all, p / predicted));
}

/**
 * The divergence that belongs to BCE: every value is a coin that lands on 1 with probability t, or p. The mean over the
 * values of t·log(t / p) + (1−t)·log((1−t) / (1−p)) is BCE(t, p) − H(t).
 */
export function klOfCoins(targets: Numbers, predictions: Numbers): number {
  const sum = sumOf(targets, predictions, (t, p) => xlogx(t) - xlogy(t, p) + xlogx(1 - t) - xlogy(1 - t, 1 - p));
  return sum / targets.length;
}

/** The mean of −t·log t − (1−t)·log(1−t): the least that BCE can be with these targets, reached where p = t. */
export function binaryEntropy(targets: Numbers): number {
  return sumOf(targets, targets, (t) => -xlogx(t) - xlogx(1 - t)) / targets.length;
}

function xlogx(x: number): number {
  return xlogy(x, x);
}

/** x·log y, 0 where x is: the limit, and what information theory means. */
function xlogy(x: number, y: number): number {
  return x === 0 ? 0 : x * Math.log(y);
}

function total(values: Numbers): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
  return sum;
}

function sumOf(targets: Numbers, values: Numbers, term: (target: number, value: number) => number): number {
  if (targets.length !== values.length || targets.length === 0) {
    throw new ShapeError(
      `${targets.length} targets and ${values.length} predictions cannot be compared: give one prediction for each target.`,
    );
  }
  let sum = 0;
  for (let index = 0; index < targets.length; index++) sum += term(targets[index] ?? 0, values[index] ?? 0);
  return sum;
}
