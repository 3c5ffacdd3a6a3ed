import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** The smallest normal f32; what is below it may be flushed to zero, and then has no sign. */
const SMALLEST_NORMAL = 2 ** -126;

/**
 * Twin of `activity-penalty-gradient`: dy += (l1 · sign(y) + 2 · l2 · y) / rows, l1 and l2 at least 0. Bound: l1, l2 and
 * a product rounded, their sum, a division by a rounded count, the sum with dy.
 */
export const activityPenaltyGradient: Twin = ({ reals, params }, bounds) => {
  const y = bound(reals, "y");
  const dy = bound(reals, "dy");
  const rows = numberOf(params, "rows");
  const l1 = numberOf(params, "l1");
  const l2 = numberOf(params, "l2");
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const value = y[i] as number;
    const penalty = (l1 * Math.sign(value) + 2 * l2 * value) / rows;
    const sum = (dy[i] as number) + penalty;
    dy[i] = sum;
    if (bounds?.dy) {
      const flushed = value !== 0 && Math.abs(value) < SMALLEST_NORMAL ? l1 / rows : 0;
      bounds.dy[i] = U * ((4 + ERROR.division) * Math.abs(penalty) + Math.abs(sum)) + flushed + TINY;
    }
  }
};
