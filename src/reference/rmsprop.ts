import { bound, ERROR, numberOf, TINY, type Twin, type TwinCall, U } from "./twin.js";

/**
 * The step Δ = lr g / √(mean_square + ε) of element i, mean_square being updated first, and how far the kernel's may be
 * from it.
 *
 * Bounds, in U: mean_square: ρ or 1 − ρ rounded, two products, a sum: 4. Of the root: half of those 4 or ε's 1 and of the
 * sum's 1, and its own 9: 12, at most. Δ: lr and the product, the root, the division: 2 + 12 + 5. Where lr g is subnormal
 * and flushed, the division makes what is lost larger.
 */
function stepOf(i: number, { reals, params, step }: TwinCall, bounds: Parameters<Twin>[1]) {
  const g = bound(reals, "g")[i] as number;
  const meanSquare = bound(reals, "mean_square");
  const rho = numberOf(params, "rho");
  const square = rho * (meanSquare[i] as number) + (1 - rho) * g * g;
  meanSquare[i] = square;
  if (bounds?.mean_square) bounds.mean_square[i] = 4 * U * square + TINY;
  const root = Math.sqrt(square + numberOf(params, "epsilon"));
  const value = (step.learningRate * g) / root;
  return { value, error: (14 + ERROR.division) * U * Math.abs(value) + TINY / root + TINY };
}

/** Twin of `rmsprop`: w ← w − Δ, Δ as in {@link stepOf}. */
export const rmsprop: Twin = (call, bounds) => {
  const w = bound(call.reals, "w");
  for (let i = 0; i < numberOf(call.params, "count"); i++) {
    const { value, error } = stepOf(i, call, bounds);
    const next = (w[i] as number) - value;
    w[i] = next;
    if (bounds?.w) bounds.w[i] = error + U * Math.abs(next) + TINY;
  }
};

/** Twin of `rmsprop-momentum`: velocity ← μ velocity + Δ; w ← w − velocity. μ and its product are rounded, and both sums. */
export const rmspropMomentum: Twin = (call, bounds) => {
  const velocity = bound(call.reals, "velocity");
  const w = bound(call.reals, "w");
  const momentum = numberOf(call.params, "momentum");
  for (let i = 0; i < numberOf(call.params, "count"); i++) {
    const step = stepOf(i, call, bounds);
    const kept = momentum * (velocity[i] as number);
    const moved = kept + step.value;
    const next = (w[i] as number) - moved;
    velocity[i] = moved;
    w[i] = next;
    const error = step.error + U * (2 * Math.abs(kept) + Math.abs(moved)) + TINY;
    if (bounds?.velocity) bounds.velocity[i] = error;
    if (bounds?.w) bounds.w[i] = error + U * Math.abs(next) + TINY;
  }
};
