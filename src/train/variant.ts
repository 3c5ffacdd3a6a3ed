import type { DataTraits, Variant } from "../plan/plan.js";
import type { ModelOnGpu } from "./model.js";

/**
 * The variant to train this model by: its own, or what is fastest.
 * @param rows samples in a batch
 * @param traits of the data
 */
export async function variantFor(model: ModelOnGpu, rows: number, traits: DataTraits): Promise<Variant> {
  if (model.level !== "auto") return model.level;
  // Whoever only predicts, or says which level to take, never needs the tuner.
  const { fastestVariant } = await import("./tune.js");
  return fastestVariant(model, rows, traits, model.tuning);
}
