import type { DataTraits, Level, Precision } from "../plan/plan.js";
import type { TunedLevel } from "../plan/tuned-level.js";
import type { ModelOnGpu } from "./model.js";

/**
 * The level to train this model by: its own, or what is fastest, operation by operation.
 * @param rows samples in a batch
 * @param traits of the data
 */
export async function levelFor(model: ModelOnGpu, rows: number, traits: DataTraits): Promise<Level | TunedLevel> {
  if (model.level !== "auto") return model.level;
  // Whoever only predicts, or says which level to take, never needs the tuner.
  const { fastestLevel } = await import("./tune.js");
  return fastestLevel(model, rows, traits, model.tuning);
}

/** Which kernels are in use, as events tell it. */
export const kernelsIn = (level: Level | TunedLevel, precision: Precision) => ({
  ...(typeof level === "string" ? { level } : { level: level.level, tuned: level }),
  ...(precision === "mixed" && { precision }),
});
