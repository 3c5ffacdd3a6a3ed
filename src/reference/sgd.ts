import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `sgd`: w ← w − lr g. lr and the product are rounded, then the difference. */
export const sgd: Twin = ({ reals, params, step }, bounds) => {
  const g = bound(reals, "g");
  const w = bound(reals, "w");
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const descent = step.learningRate * (g[i] as number);
    const next = (w[i] as number) - descent;
    w[i] = next;
    if (bounds?.w) bounds.w[i] = U * (2 * Math.abs(descent) + Math.abs(next)) + TINY;
  }
};

/**
 * Twin of `sgd-momentum`: velocity ← μ velocity − lr g; w ← w + velocity, or, after Nesterov, w ← w + μ velocity − lr g.
 * Of each product its factor and itself are rounded, then the differences and the sum; the new velocity's error goes into
 * w, times μ after Nesterov. His sum has three terms, which compilers take in any order (Mesa's adds the products to w, one
 * after the other): beside the last sum a partial one is rounded, the largest of the three that there may be.
 */
export const sgdMomentum: Twin = ({ reals, params, constants, step }, bounds) => {
  const g = bound(reals, "g");
  const velocity = bound(reals, "velocity");
  const w = bound(reals, "w");
  const momentum = numberOf(params, "momentum");
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const kept = momentum * (velocity[i] as number);
    const descent = step.learningRate * (g[i] as number);
    const next = kept - descent;
    const ahead = momentum * next;
    const move = constants.NESTEROV ? ahead - descent : next;
    const before = w[i] as number;
    const moved = before + move;
    velocity[i] = next;
    w[i] = moved;
    if (!bounds) continue;
    const error = U * (2 * Math.abs(kept) + 2 * Math.abs(descent) + Math.abs(next)) + TINY;
    const partial = Math.max(Math.abs(move), Math.abs(before + ahead), Math.abs(before - descent));
    const moveError = constants.NESTEROV
      ? momentum * error + U * (2 * Math.abs(ahead) + 2 * Math.abs(descent) + partial) + TINY
      : error;
    if (bounds.velocity) bounds.velocity[i] = error;
    if (bounds.w) bounds.w[i] = moveError + U * Math.abs(moved) + TINY;
  }
};
