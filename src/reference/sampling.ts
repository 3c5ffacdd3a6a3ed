import { NORMAL_ERROR, normalAt } from "./random.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `sampling`: z = mean + exp(log_var / 2) · ε. Bound: exp's, ε's, their product, the sum. */
export const sampling: Twin = (call, bounds) => {
  const mean = bound(call.reals, "mean");
  const logVar = bound(call.reals, "log_var");
  const z = bound(call.reals, "z");
  const normal = normalAt(call);
  for (let i = 0; i < numberOf(call.params, "count"); i++) {
    const half = (logVar[i] as number) / 2;
    const epsilon = normal(i);
    const noise = Math.exp(half) * epsilon;
    const value = (mean[i] as number) + noise;
    z[i] = value;
    if (bounds?.z) {
      const roundings = (ERROR.exp(half) + NORMAL_ERROR + 1) * Math.abs(noise) + Math.abs(value);
      bounds.z[i] = U * roundings + TINY * (1 + Math.abs(epsilon));
    }
  }
};
