import { activate, activationBound } from "./activation.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `bias-activation`: y[r, c] = activate(z[r, c] + b[c]). One sum, then the activation. */
export const biasActivation: Twin = ({ reals, params, constants }, bounds) => {
  const z = bound(reals, "z");
  const y = bound(reals, "y");
  const b = constants.HAS_BIAS ? bound(reals, "b") : undefined;
  const units = numberOf(params, "units");
  const activation = numberOf(constants, "ACTIVATION");
  for (let i = 0; i < numberOf(params, "rows") * units; i++) {
    const sum = (z[i] as number) + (b?.[i % units] ?? 0);
    const value = activate(activation, sum);
    y[i] = value;
    if (bounds?.y) bounds.y[i] = activationBound(activation, sum, value, b ? U * Math.abs(sum) + TINY : 0);
  }
};
