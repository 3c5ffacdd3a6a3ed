import { rowPenalty } from "./row-penalty.js";
import { bound, numberOf, TINY, U } from "./twin.js";

/**
 * Twin of `activity-penalty`: loss[r] += Σ_j l1 |y| + l2 y², l1 and l2 at least 0. A term's bound: l1 and its product
 * rounded, l2 and its two products, the sum.
 */
export const activityPenalty = rowPenalty(({ reals, params }) => {
  const y = bound(reals, "y");
  const l1 = numberOf(params, "l1");
  const l2 = numberOf(params, "l2");
  return {
    weight: 1,
    term: (index) => {
      const size = Math.abs(y[index] as number);
      const value = l1 * size + l2 * size * size;
      return { value, error: 4 * U * value + TINY * (1 + size) };
    },
  };
});
