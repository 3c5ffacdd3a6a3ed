import { NORMAL_ERROR, normalAt } from "./random.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `gaussian-noise`: y = x + stddev · ε, clipped to [low, high]. Bound: ε's, stddev and the product rounded, the
 * sum; clipping brings values no further apart than they were or than the limits are, which the kernel has in f32.
 */
export const gaussianNoise: Twin = (call, bounds) => {
  const { reals, params, constants } = call;
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  const stddev = numberOf(params, "stddev");
  const [low, high] = constants.CLIP ? clipLimits(params) : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const rounded = constants.CLIP ? Math.max(Math.abs(low - Math.fround(low)), Math.abs(high - Math.fround(high))) : 0;
  const normal = normalAt(call);
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const noise = stddev * normal(i);
    const sum = (x[i] as number) + noise;
    y[i] = Math.min(Math.max(sum, low), high);
    const error = U * ((NORMAL_ERROR + 2) * Math.abs(noise) + Math.abs(sum)) + TINY;
    if (bounds?.y) bounds.y[i] = Math.max(error, rounded);
  }
};

/** `low` and `high` as they were given; the kernel's uniform has the f32 nearest to each. */
export function clipLimits(params: Readonly<Record<string, number>>): readonly [low: number, high: number] {
  return [numberOf(params, "low"), numberOf(params, "high")];
}
