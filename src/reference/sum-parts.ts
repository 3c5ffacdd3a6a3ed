import { activate, activationBound } from "./activation.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `sum-parts`: z = activate(Σ_p x[p] + b). A sum of so many terms is off by at most (terms + 1) U Σ |terms|
 * (Higham, "Accuracy and Stability of Numerical Algorithms", §4.2); the first is added to 0.
 */
export const sumParts: Twin = ({ reals, params, constants }, bounds) => {
  const x = bound(reals, "x");
  const z = bound(reals, "z");
  const b = constants.HAS_BIAS ? bound(reals, "b") : undefined;
  const parts = numberOf(params, "parts");
  const units = numberOf(params, "units");
  const size = numberOf(params, "rows") * units;
  const activation = numberOf(constants, "ACTIVATION");
  for (let i = 0; i < size; i++) {
    let sum = b?.[i % units] ?? 0;
    let magnitude = Math.abs(sum);
    for (let part = 0; part < parts; part++) {
      sum += x[part * size + i] as number;
      magnitude += Math.abs(x[part * size + i] as number);
    }
    const value = activate(activation, sum);
    z[i] = value;
    if (bounds?.z) bounds.z[i] = activationBound(activation, sum, value, (parts + 2) * U * magnitude + TINY);
  }
};
