import { uniformAt } from "./random.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `dropout`: y = x · scale where the value's uniform is at least rate, as f32 has it, else 0. What is kept is
 * the same on both sides, since uniforms are exact. Bound: scale and the product rounded.
 */
export const dropout: Twin = (call, bounds) => {
  const { reals, params } = call;
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  const rate = Math.fround(numberOf(params, "rate"));
  const scale = numberOf(params, "scale");
  const uniform = uniformAt(call);
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const value = uniform(i) >= rate ? (x[i] as number) * scale : 0;
    y[i] = value;
    if (bounds?.y) bounds.y[i] = value === 0 ? 0 : 2 * U * Math.abs(value) + TINY;
  }
};
