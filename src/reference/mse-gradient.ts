import { ofStored } from "./row-loss.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `mse-gradient`: 2 (y − t) / count. A difference, a rounded count, a division. */
export const mseGradient: Twin = ({ reals, params, constants }, bounds) => {
  const y = bound(reals, "y");
  const t = bound(reals, "t");
  const dy = bound(reals, "dy");
  const count = numberOf(params, "count");
  const slopeOf = ofStored((says, should) => {
    const value = (2 * (says - should)) / count;
    return { value, error: U * (2 + ERROR.division) * Math.abs(value) };
  }, constants);
  for (let i = 0; i < count; i++) {
    const { value, error } = slopeOf(y[i] as number, t[i] as number);
    dy[i] = value;
    if (bounds?.dy) bounds.dy[i] = error + TINY;
  }
};
