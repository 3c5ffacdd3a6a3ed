import { activationSlope } from "./activation.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `activation-gradient`: dy · activate′(y). At most 1 − y, 1 + y and two products are rounded. */
export const activationGradient: Twin = ({ reals, params, constants }, bounds) => {
  const y = bound(reals, "y");
  const dy = bound(reals, "dy");
  const dz = bound(reals, "dz");
  const activation = numberOf(constants, "ACTIVATION");
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const value = (dy[i] as number) * activationSlope(activation, y[i] as number);
    dz[i] = value;
    if (bounds?.dz) bounds.dz[i] = 4 * U * Math.abs(value) + TINY;
  }
};
