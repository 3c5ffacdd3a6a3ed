import type { AutoencoderOptions } from "./autoencoder.js";
import type { TunedPlan, TunedPlanSettings } from "./tuned-plan.js";

/**
 * Asks the tuner for a model's kernels, as training does, and says what it measured: on software adapters as well, where training
 * takes level `tiled` unasked. What was measured before is not measured again.
 */
export async function tunedPlan(options: AutoencoderOptions, settings: TunedPlanSettings = {}): Promise<TunedPlan> {
  const { explainTuning } = await import("./explain-tuning.js");
  return explainTuning(options, settings);
}
