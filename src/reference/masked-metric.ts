import { measureOf } from "./metric.js";
import { BLOCK, ofStored } from "./row-loss.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `masked-metric`: value[r] = Σ_j m[r, j] · measure(y[r, j], t[r, j]) / sums, values of weight 0 left out.
 *
 * Bound: the measures' own errors times their weights, and the products'; summing in blocks, each meets at most BLOCK +
 * size / BLOCK + 2 roundings; then a rounded count and a division.
 */
export const maskedMetric: Twin = ({ reals, params, constants }, bounds) => {
  const [y, t, m, value] = ["y", "t", "m", "value"].map((name) => bound(reals, name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const size = numberOf(params, "size");
  const sums = numberOf(params, "sums");
  const measure = ofStored(measureOf(constants.METRIC, Boolean(constants.FROM_LOGITS)), constants);
  const roundings = Math.min(size, BLOCK) + Math.ceil(size / BLOCK) + 2;
  for (let r = 0; r < numberOf(params, "rows"); r++) {
    let sum = 0;
    let magnitude = 0;
    let errors = 0;
    for (let i = r * size; i < (r + 1) * size; i++) {
      const weight = m[i] as number;
      if (weight === 0) continue;
      const of = measure(y[i] as number, t[i] as number);
      const part = weight * of.value;
      sum += part;
      magnitude += Math.abs(part);
      errors += Math.abs(weight) * of.error + U * Math.abs(part);
    }
    value[r] = sum / sums;
    if (bounds?.value) {
      bounds.value[r] = (errors + U * roundings * magnitude + U * (1 + ERROR.division) * Math.abs(sum)) / sums + TINY;
    }
  }
};
