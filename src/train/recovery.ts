import type { Gpu } from "../runtime/gpu/device.js";
import type { RecoveryOptions } from "./recovering.js";

/**
 * Works on a GPU, and when that is lost once more on another: trained models begin again from what was last saved of them.
 * @param open gives a GPU that is not lost: `requestGpu`, for instance; or what was opened on one, a model. After a loss it may take ten
 *   seconds until there is one.
 * @param work what is done on it; begins anew each time. What it opens, it disposes of.
 * @throws what the work throws; `DeviceLostError` for the fourth loss in a row without anything reached in between;
 *   `GpuUnavailableError` when there is no GPU, or after a loss none comes
 */
export async function withRecovery<Result, Opened = Gpu>(
  open: () => Promise<Opened>,
  work: (opened: Opened) => Promise<Result>,
  options: RecoveryOptions = {},
): Promise<Result> {
  // Fetched by those who need it, before there is anything to lose.
  const { recovering } = await import("./recovering.js");
  return recovering(open, work, options);
}
