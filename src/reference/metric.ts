import { METRIC_CODE } from "../operations/codes.js";
import { sigmoid, sigmoidBound } from "./activation.js";
import { bceLossOf, EPSILON, type Estimate } from "./bce.js";
import { rowLoss, type ValueLoss } from "./row-loss.js";
import { bound, ERROR, numberOf, type Twin, U } from "./twin.js";

/**
 * Twin of `metric`, row by row. Accuracy is exact; the others are means over a row's values, summed as the losses are, but
 * for KL, which is the mean of `sums` sums. It is divided by that once, as the means are by their number.
 */
export const metric: Twin = (call, bounds) => {
  const { reals, params, constants } = call;
  const value = bound(reals, "value");
  const size = numberOf(params, "size");
  const rows = numberOf(params, "rows");
  if (constants.METRIC === METRIC_CODE.accuracy) {
    for (let r = 0; r < rows; r++) {
      const [said, wanted] = ["y", "t"].map((name) =>
        placeOfLargest(bound(reals, name).subarray(r * size, (r + 1) * size)),
      );
      value[r] = said === wanted ? 1 : 0;
    }
    return;
  }
  means({ ...call, reals: { ...reals, loss: value } }, bounds?.value && { loss: bounds.value });
  if (constants.METRIC !== METRIC_CODE.kl) return;
  const summed = size / numberOf(params, "sums");
  for (let r = 0; r < rows; r++) {
    value[r] = summed * (value[r] as number);
    if (bounds?.value) bounds.value[r] = summed * (bounds.value[r] as number);
  }
};

const means = rowLoss(({ METRIC, FROM_LOGITS }) => measureOf(METRIC, Boolean(FROM_LOGITS)));

/** What one value adds to a metric. */
export function measureOf(code: number | undefined, fromLogits: boolean): ValueLoss {
  const probabilityOf = (y: number): Estimate => {
    if (!fromLogits) return { value: y, error: 0 };
    const p = sigmoid(y);
    return { value: p, error: sigmoidBound(y, p) };
  };
  switch (code) {
    case METRIC_CODE.mse:
      return (y, t) => squaredError(probabilityOf(y), t);
    case METRIC_CODE.mae:
      return (y, t) => absoluteError(probabilityOf(y), t);
    case METRIC_CODE.bce:
      return (y, t) => bceLossOf(y, t, fromLogits);
    default:
      return (y, t) => divergence(probabilityOf(y), t);
  }
}

/** (p − t)²: p's error and the difference's, squared with it, and the product's. */
function squaredError(p: Estimate, t: number): Estimate {
  const difference = Math.abs(p.value - t);
  const error = p.error + U * difference;
  return { value: difference ** 2, error: (2 * difference + error) * error + U * difference ** 2 };
}

/** |p − t|: p's error and the difference's. */
function absoluteError(p: Estimate, t: number): Estimate {
  const difference = Math.abs(p.value - t);
  return { value: difference, error: p.error + U * difference };
}

/**
 * t log(t / p), both clipped. The quotient's error moves the logarithm by as much, and so does p's relative one; WGSL's log is
 * off by 2⁻²¹ = 8 U in [0.5, 2], otherwise by 3 ULP = 6 U of itself, in U; then the product.
 */
function divergence(p: Estimate, t: number): Estimate {
  const clippedP = Math.min(Math.max(p.value, EPSILON), 1);
  const clippedT = Math.min(Math.max(t, EPSILON), 1);
  const quotient = clippedT / clippedP;
  const value = clippedT * Math.log(quotient);
  const error =
    clippedT * (U * (ERROR.division + Math.max(8, 6 * Math.abs(Math.log(quotient)))) + p.error / (clippedP - p.error));
  return { value, error: error + U * Math.abs(value) };
}

/** The first of equals. */
function placeOfLargest(values: Float64Array): number {
  return values.reduce((best, value, place) => (value > (values[best] as number) ? place : best), 0);
}
