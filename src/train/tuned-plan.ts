import type { Level, PlanKind } from "../plan/plan.js";
import type { PlanRow } from "../plan/plan-rows.js";
import type { TunedLevel } from "../plan/tuned-level.js";

/** What to plan; default: a training step of 256 samples. */
export interface TunedPlanSettings {
  /** Default 256. */
  readonly batchSize?: number;
  /** Default `"train"`. */
  readonly kind?: PlanKind;
}

/** A plan by the kernels that the tuner chose on an adapter, and why. Times are milliseconds by level. */
export interface TunedPlan {
  /** What was chosen, which can be given as `level`. */
  readonly level: Level | TunedLevel;
  /** What a training step took at each level. */
  readonly steps: Readonly<Partial<Record<Level, number>>>;
  /** The calls, in their order. */
  readonly rows: readonly TunedRow[];
}

/** A call, and what its operation took with each level's kernel: nothing where all levels have the same, or it was not timed. */
export interface TunedRow extends PlanRow {
  /** Whose kernel it takes. */
  readonly level: Level;
  /** What each level's kernel took, in milliseconds. */
  readonly times?: Readonly<Partial<Record<Level, number>>>;
}
