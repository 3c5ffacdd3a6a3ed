import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `weight-decay`: w ← w − decay w. decay and the product are rounded, then the difference. */
export const weightDecay: Twin = ({ reals, params, step: { decay = 0 } }, bounds) => {
  const w = bound(reals, "w");
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const lost = decay * (w[i] as number);
    const next = (w[i] as number) - lost;
    w[i] = next;
    if (bounds?.w) bounds.w[i] = U * (2 * Math.abs(lost) + Math.abs(next)) + TINY;
  }
};
