import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `adadelta`: a ← ρa + (1−ρ)g²; Δ = g √(d+ε) / √(a+ε); d ← ρd + (1−ρ)Δ²; w ← w − lr Δ.
 *
 * Bounds, relative and in U: a: ρ or 1 − ρ rounded, two products, a sum: 4. √(d+ε): ε and the sum rounded, halved by
 * the root, and the root's own: 1 + 9. √(a+ε): likewise with a's 4: 3 + 9. Δ: both, a product and a division: 28.
 * d: as a, with Δ² twice as far off as Δ. w: lr and its product rounded, then the difference.
 */
export const adadelta: Twin = ({ reals, params, step }, bounds) => {
  const g = bound(reals, "g");
  const a = bound(reals, "a");
  const d = bound(reals, "d");
  const w = bound(reals, "w");
  const rho = numberOf(params, "rho");
  const epsilon = numberOf(params, "epsilon");
  const deltaError = 1 + ERROR.sqrt + 3 + ERROR.sqrt + 1 + ERROR.division;
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const gradient = g[i] as number;
    const before = d[i] as number;
    const meanSquare = rho * (a[i] as number) + (1 - rho) * gradient * gradient;
    const delta = (gradient * Math.sqrt(before + epsilon)) / Math.sqrt(meanSquare + epsilon);
    const meanUpdate = rho * before + (1 - rho) * delta * delta;
    const weight = (w[i] as number) - step.learningRate * delta;
    a[i] = meanSquare;
    d[i] = meanUpdate;
    w[i] = weight;
    if (bounds) {
      const update = Math.abs(step.learningRate * delta);
      set(bounds.a, i, 4 * U * meanSquare + TINY);
      set(bounds.d, i, U * (4 * meanUpdate + 2 * deltaError * (1 - rho) * delta * delta) + TINY);
      set(bounds.w, i, U * ((deltaError + 2) * update + Math.abs(weight)) + TINY);
    }
  }
};

function set(bounds: Float64Array | undefined, index: number, value: number): void {
  if (bounds) bounds[index] = value;
}
