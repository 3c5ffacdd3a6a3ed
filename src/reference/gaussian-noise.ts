import { NORMAL_ERROR, normalAt } from "./random.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `gaussian-noise`: y = x + stddev · ε, clipped to [low, high]. Bound: ε's, stddev and the product rounded, the
 * sum; clipping, to the same two f32 numbers, only brings values nearer.
 */
export const gaussianNoise: Twin = (call, bounds) => {
  const { reals, params, constants } = call;
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  const stddev = numberOf(params, "stddev");
  const [low, high] = constants.CLIP ? clipBounds(params) : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const normal = normalAt(call);
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const noise = stddev * normal(i);
    const sum = (x[i] as number) + noise;
    y[i] = Math.min(Math.max(sum, low), high);
    if (bounds?.y) bounds.y[i] = U * ((NORMAL_ERROR + 2) * Math.abs(noise) + Math.abs(sum)) + TINY;
  }
};

/** `low` and `high` as the kernel's uniform has them. */
export function clipBounds(params: Readonly<Record<string, number>>): readonly [low: number, high: number] {
  return [Math.fround(numberOf(params, "low")), Math.fround(numberOf(params, "high"))];
}
