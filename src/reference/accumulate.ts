import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `accumulate`: y[i] ← y[i] + x[i]. One sum. */
export const accumulate: Twin = ({ reals, params }, bounds) => {
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const sum = (y[i] as number) + (x[i] as number);
    y[i] = sum;
    if (bounds?.y) bounds.y[i] = U * Math.abs(sum) + TINY;
  }
};
