import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `categorical-crossentropy-loss`: Σ_j t_j ((m − y_j) + log(1 + rest)), m the largest logit, rest the sum of the other
 * exp(y_j − m).
 *
 * Bounds, in U: exp(d) as in softmax, and rest, a sum of positive terms, by `size` roundings more; log(1 + rest) moves by
 * what rest does over 1 + rest. Its own error up to rest = 1: a division's and 6 of itself, as in bce's; above, 1 for the
 * rounded 1 + rest, and WGSL's 3 ULP, 6 of itself, or 2⁻²¹ = 8 where 1 + rest may be 2. Close to the seam either may be
 * taken. Then a difference, a sum and a product, and the sum over the row.
 */
export const categoricalCrossentropyLoss: Twin = ({ reals, params }, bounds) => {
  const y = bound(reals, "y");
  const t = bound(reals, "t");
  const loss = bound(reals, "loss");
  const size = numberOf(params, "size");
  for (let r = 0; r < numberOf(params, "rows"); r++) {
    const logits = y.subarray(r * size, (r + 1) * size);
    const largest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const place = logits.indexOf(largest);
    let rest = 0;
    let restError = 0;
    for (const [j, logit] of logits.entries()) {
      if (j === place) continue;
      const power = Math.exp(logit - largest);
      rest += power;
      restError += U * power * (ERROR.exp(logit - largest) + largest - logit + size) + TINY;
    }
    const logarithm = Math.log1p(rest);
    const near = (6 + ERROR.division) * logarithm;
    const far = 1 + Math.max(8, 6 * logarithm);
    const logarithmError =
      U * (rest <= 0.999 ? near : rest > 1.001 ? far : Math.max(near, far)) + restError / (1 + rest);
    let sum = 0;
    let magnitude = 0;
    let errors = 0;
    for (const [j, logit] of logits.entries()) {
      const target = t[r * size + j] as number;
      const value = largest - logit + logarithm;
      sum += target * value;
      magnitude += Math.abs(target) * value;
      errors += Math.abs(target) * (U * (largest - logit + 2 * value) + logarithmError) + TINY;
    }
    loss[r] = sum;
    if (bounds?.loss) bounds.loss[r] = errors + U * size * magnitude + TINY;
  }
};
