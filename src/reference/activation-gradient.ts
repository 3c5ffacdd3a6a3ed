import { activationSlope, slopeError } from "./activation.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `activation-gradient`: dy · activate′(y). At most 1 − y, 1 + y and two products are rounded; and y may be off as it is read from f16. */
export const activationGradient: Twin = ({ reals, params, constants }, bounds) => {
  const y = bound(reals, "y");
  const dy = bound(reals, "dy");
  const dz = bound(reals, "dz");
  const activation = numberOf(constants, "ACTIVATION");
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const result = y[i] as number;
    const gradient = dy[i] as number;
    const value = gradient * activationSlope(activation, result);
    dz[i] = value;
    if (!bounds?.dz) continue;
    const inherited = Math.abs(gradient) * slopeError(activation, result, constants.HALF_Y);
    bounds.dz[i] = 4 * U * Math.abs(value) + inherited + TINY;
  }
};
