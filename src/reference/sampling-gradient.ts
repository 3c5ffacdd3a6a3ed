import { klSlope } from "./kl.js";
import { NORMAL_ERROR, normalAt } from "./random.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `sampling-gradient`: dmean = dz + kl_scale · mean; dlog_var = dz · ε · exp(log_var / 2) / 2 + kl_scale ·
 * (exp(log_var) − 1) / 2.
 *
 * Bounds, in U: dmean: kl_scale and its product rounded, the sum. dlog_var: its first term by ε, exp and two products;
 * its second by kl_scale, a product and the slope's own; then the sum. What is subnormal and flushed is multiplied on.
 */
export const samplingGradient: Twin = (call, bounds) => {
  const { reals, params } = call;
  const mean = bound(reals, "mean");
  const logVar = bound(reals, "log_var");
  const dz = bound(reals, "dz");
  const dmean = bound(reals, "dmean");
  const dlogVar = bound(reals, "dlog_var");
  const klScale = numberOf(params, "kl_scale");
  const normal = normalAt(call);
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const v = logVar[i] as number;
    const gradient = dz[i] as number;
    const pull = klScale * (mean[i] as number);
    dmean[i] = gradient + pull;

    const noise = gradient * normal(i);
    const halfDeviation = Math.exp(v / 2) / 2;
    const sampled = noise * halfDeviation;
    const slope = klSlope(v);
    const divergence = klScale * slope.value;
    dlogVar[i] = sampled + divergence;

    if (bounds?.dmean) bounds.dmean[i] = U * (2 * Math.abs(pull) + Math.abs(gradient + pull)) + TINY;
    if (bounds?.dlog_var) {
      const roundings = (NORMAL_ERROR + ERROR.exp(v / 2) + 2) * Math.abs(sampled) + 2 * Math.abs(divergence);
      const flushed = TINY * (1 + halfDeviation + Math.abs(noise));
      bounds.dlog_var[i] = U * (roundings + Math.abs(sampled + divergence)) + Math.abs(klScale) * slope.error + flushed;
    }
  }
};
