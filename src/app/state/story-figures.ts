import { meanSquaredError } from "../../experiments/math/image-error.js";
import { unitValues } from "../../experiments/samples.js";
import type { Draft } from "./draft.js";
import { requestOf } from "./request.js";
import type { Learnt } from "./state.js";

/** Digits that are drawn again between two moments of the page's own. */
const AT_ONCE = 25;

/** Whether a run was trained by these settings. */
export function isRunOf(draft: Draft, { trained, run, data }: Learnt): boolean {
  const request = requestOf(draft, data);
  if (!request || run.epochs !== request.epochs) return false;
  const steps = Math.ceil(Math.min(request.limit ?? data.count, data.count) / request.batchSize);
  return run.steps === steps && JSON.stringify(trained) === JSON.stringify(request.model);
}

/** Standard deviation of the numbers of codes. */
export function spreadOf(codes: Float32Array): number {
  const mean = codes.reduce((sum, value) => sum + value, 0) / codes.length;
  return Math.sqrt(codes.reduce((sum, value) => sum + (value - mean) ** 2, 0) / codes.length);
}

/** Of the model and the digits that the page comes with. */
export async function errorsOfPreview(): Promise<Float32Array> {
  const { loadStage } = await import("../stage-data/stage.js");
  const { model, digits } = await loadStage();
  const size = digits.pixels.length / digits.count;
  const errors = new Float32Array(digits.count);
  for (let row = 0; row < digits.count; row++) {
    const pixels = digits.pixels.subarray(row * size, (row + 1) * size);
    errors[row] = meanSquaredError(unitValues({ data: pixels }), model.reconstruct(pixels));
    // The page goes on meanwhile.
    if (row % AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  return errors;
}

/** The share of ascending errors that are smaller. */
export function shareBelow(errors: Float32Array, error: number): number {
  const above = errors.findIndex((other) => other >= error);
  return above < 0 ? 1 : above / Math.max(1, errors.length);
}
