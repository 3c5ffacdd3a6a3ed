import { describe, networkOf } from "../model/description.js";
import { loadPlanning, planFor } from "../plan/lower.js";
import { planRows } from "../plan/plan-rows.js";
import { keyOf, levelIn } from "../plan/tuned-level.js";
import type { AutoencoderOptions } from "./autoencoder.js";
import { openModel } from "./model.js";
import { positiveInteger } from "./options.js";
import { levelsFor, measure } from "./tune.js";
import type { TunedPlan, TunedPlanSettings } from "./tuned-plan.js";
import { Tunings } from "./tunings.js";

/** The inside of `tunedPlan`. */
export async function explainTuning(
  { gpu, level: _, precision, tuning, ...options }: AutoencoderOptions,
  { batchSize = 256, kind = "train" }: TunedPlanSettings,
): Promise<TunedPlan> {
  const rows = positiveInteger("batchSize", batchSize);
  const network = networkOf(describe(options));
  const model = await openModel(network, { gpu, precision, tuning });
  try {
    const traits = { bytes: true };
    const tunings = new Tunings(model, rows, traits, tuning);
    const level =
      tunings.kept?.level ?? (await measure(model, await levelsFor(model, rows, traits), rows, traits, tunings));
    const { steps = {} } = tunings.kept ?? {};
    const settings = { ...traits, kind, rows, level, subgroups: model.gpu.subgroups, precision: model.precision };
    await loadPlanning(network, settings);
    const keys = new Map<string, string>();
    planFor(network, settings, ({ operations }) => {
      for (const operation of operations) keys.set(operation.label, keyOf(operation));
    });
    const { operations = {} } = typeof level === "object" ? level : {};
    const planned = await planRows(network, settings);
    return {
      level,
      steps,
      rows: planned.map((row) => {
        const key = keys.get(row.call) ?? "";
        const times = tunings.timesOf(key, []);
        return { ...row, level: operations[key] ?? levelIn(level), ...(times && { times }) };
      }),
    };
  } finally {
    model.dispose();
  }
}
