import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** The state of one weight: running means of squared gradients and squared updates, and the weight. */
export interface AdadeltaState {
  readonly a: number;
  readonly d: number;
  readonly w: number;
}

export interface AdadeltaSettings {
  readonly rho: number;
  readonly epsilon: number;
  readonly learningRate: number;
}

/** How far Δ may be off, in U: see {@link adadeltaUpdate}. */
const DELTA_ERROR = 1 + ERROR.sqrt + 3 + ERROR.sqrt + 1 + ERROR.division;

/**
 * Counterpart of `lib/adadelta.wgsl`: a ← ρa + (1−ρ)g²; Δ = g √(d+ε) / √(a+ε); d ← ρd + (1−ρ)Δ²; w ← w − lr Δ.
 *
 * Bounds, relative and in U: a: ρ or 1 − ρ rounded, two products, a sum: 4. √(d+ε): ε and the sum rounded, halved by
 * the root, and the root's own: 1 + 9. √(a+ε): likewise with a's 4: 3 + 9. Δ: both, a product and a division: 28.
 * d: as a, with Δ² twice as far off as Δ. w: lr and its product rounded, then the difference. Where g √(d+ε) is
 * subnormal and flushed, the division by √(a+ε) makes what is lost larger.
 *
 * A gradient that is itself off by `dg` moves a by up to (1−ρ)(2|g| + dg) dg, and Δ by up to S · dg, where S, the largest
 * slope of Δ over that interval, is at most √(d+ε) / √(ρa + (1−ρ)(|g| − dg)² + ε).
 */
export function adadeltaUpdate(
  g: number,
  dg: number,
  old: AdadeltaState,
  { rho, epsilon, learningRate }: AdadeltaSettings,
): { state: AdadeltaState; bounds: AdadeltaState } {
  const a = rho * old.a + (1 - rho) * g * g;
  const root = Math.sqrt(a + epsilon);
  const delta = (g * Math.sqrt(old.d + epsilon)) / root;
  const d = rho * old.d + (1 - rho) * delta * delta;
  const w = old.w - learningRate * delta;

  const smallest = Math.max(Math.abs(g) - dg, 0);
  const slope = Math.sqrt((old.d + epsilon) / (rho * old.a + (1 - rho) * smallest * smallest + epsilon));
  const deltaBound = DELTA_ERROR * U * Math.abs(delta) + slope * dg + TINY / root;
  return {
    state: { a, d, w },
    bounds: {
      a: 4 * U * a + (1 - rho) * (2 * Math.abs(g) + dg) * dg + TINY,
      d: 4 * U * d + (1 - rho) * (2 * Math.abs(delta) + deltaBound) * deltaBound + TINY,
      w: learningRate * (deltaBound + 2 * U * Math.abs(delta)) + U * Math.abs(w) + TINY,
    },
  };
}

/** Twin of `adadelta`. */
export const adadelta: Twin = ({ reals, params, step }, bounds) => {
  const g = bound(reals, "g");
  const arenas = { a: bound(reals, "a"), d: bound(reals, "d"), w: bound(reals, "w") };
  const settings = settingsOf(params, step.learningRate);
  for (let i = 0; i < numberOf(params, "count"); i++) updateAt(i, g[i] as number, 0, arenas, settings, bounds);
};

export function settingsOf(params: Readonly<Record<string, number>>, learningRate: number): AdadeltaSettings {
  return { rho: numberOf(params, "rho"), epsilon: numberOf(params, "epsilon"), learningRate };
}

/** Updates element `i` of the arenas, and its bounds where asked for. */
export function updateAt(
  i: number,
  g: number,
  dg: number,
  arenas: Readonly<Record<keyof AdadeltaState, Float64Array>>,
  settings: AdadeltaSettings,
  bounds: Readonly<Record<string, Float64Array>> | undefined,
): void {
  const old = { a: arenas.a[i] as number, d: arenas.d[i] as number, w: arenas.w[i] as number };
  const update = adadeltaUpdate(g, dg, old, settings);
  for (const name of ["a", "d", "w"] as const) {
    arenas[name][i] = update.state[name];
    const ofBinding = bounds?.[name];
    if (ofBinding) ofBinding[i] = update.bounds[name];
  }
}
