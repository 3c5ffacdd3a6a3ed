import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `adam`: m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − lr m / (√v + ε).
 *
 * Bounds, in U: m: of each term its factor and the product, then the sum: 2 of each term, 1 of m. v, whose terms do not
 * cancel: a factor rounded, two products, a sum: 4. √v: half of v's 4 and the root's own 9: 11; ε and the sum: 12 of the
 * divisor, at most. Δ: lr and the product, the divisor, and the division: 2 + 12 + 5; and m's own error, as the formula
 * passes it on. Where v is subnormal and flushed, the root is off by up to √TINY; where lr m is, Δ is by TINY over the
 * divisor.
 */
export const adam: Twin = ({ reals, params, step }, bounds) => {
  const g = bound(reals, "g");
  const m = bound(reals, "m");
  const v = bound(reals, "v");
  const w = bound(reals, "w");
  const beta1 = numberOf(params, "beta1");
  const beta2 = numberOf(params, "beta2");
  const { learningRate } = step;
  const epsilon = numberOf({ ...step }, "epsilon");
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const gradient = g[i] as number;
    const kept = beta1 * (m[i] as number);
    const added = (1 - beta1) * gradient;
    const mean = kept + added;
    const square = beta2 * (v[i] as number) + (1 - beta2) * gradient * gradient;
    const divisor = Math.sqrt(square) + epsilon;
    const delta = (learningRate * mean) / divisor;
    const next = (w[i] as number) - delta;
    m[i] = mean;
    v[i] = square;
    w[i] = next;
    if (!bounds) continue;
    const meanError = U * (2 * Math.abs(kept) + 2 * Math.abs(added) + Math.abs(mean)) + TINY;
    const flushed = square < TINY ? Math.sqrt(TINY) : 0;
    const deltaError =
      Math.abs(delta) * ((14 + ERROR.division) * U + flushed / divisor) + (learningRate * meanError + TINY) / divisor;
    if (bounds.m) bounds.m[i] = meanError;
    if (bounds.v) bounds.v[i] = 4 * U * square + TINY;
    if (bounds.w) bounds.w[i] = deltaError + U * Math.abs(next) + TINY;
  }
};
