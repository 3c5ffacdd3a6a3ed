import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `mse-gradient`: 2 (y − t) / count. A difference, a rounded count, a division. */
export const mseGradient: Twin = ({ reals, params }, bounds) => {
  const y = bound(reals, "y");
  const t = bound(reals, "t");
  const dy = bound(reals, "dy");
  const count = numberOf(params, "count");
  for (let i = 0; i < count; i++) {
    const value = (2 * ((y[i] as number) - (t[i] as number))) / count;
    dy[i] = value;
    if (bounds?.dy) bounds.dy[i] = U * (2 + ERROR.division) * Math.abs(value) + TINY;
  }
};
