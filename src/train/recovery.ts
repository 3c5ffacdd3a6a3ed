import { DeviceLostError, GpuUnavailableError } from "../errors.js";
import type { Gpu } from "../runtime/gpu/device.js";

/** Losses in a row, with nothing reached in between, that end the work: it is probably what takes the GPU down. */
const MOST_LOSSES = 3;
/** A browser needs a moment to come to itself after a crash of its GPU process: ten seconds, in milliseconds. */
const REOPENING = { tries: 20, every: 500 };

export interface RecoveryOptions {
  /** How far the work has come for good, epochs for instance: when that has grown, losses are counted anew. */
  readonly reached?: () => number;
  /** Called at each loss that is recovered from, before a new GPU is opened. */
  readonly onLost?: (error: DeviceLostError) => void;
  /** Aborted when nobody waits for the work any more: then a loss ends it. */
  readonly signal?: AbortSignal;
}

/**
 * Works on a GPU, and when that is lost once more on another: trained models begin again from what was last saved of them.
 * @param open gives a GPU that is not lost: `requestGpu`, for instance. After a loss it may take ten seconds until there is one.
 * @param work what is done on it; begins anew each time. What it opens, it disposes of.
 * @throws what the work throws; {@link DeviceLostError} for the fourth loss in a row without anything reached in between;
 *   {@link GpuUnavailableError} when there is no GPU, or after a loss none comes
 */
export async function withRecovery<Result>(
  open: () => Promise<Gpu>,
  work: (gpu: Gpu) => Promise<Result>,
  { reached = () => 0, onLost, signal }: RecoveryOptions = {},
): Promise<Result> {
  for (let [losses, gpu] = [0, await open()]; ; gpu = await reopened(open, signal)) {
    const from = reached();
    try {
      return await work(gpu);
    } catch (error) {
      losses = reached() > from ? 1 : losses + 1;
      if (!(error instanceof DeviceLostError) || losses > MOST_LOSSES || signal?.aborted) throw error;
      onLost?.(error);
    }
  }
}

async function reopened(open: () => Promise<Gpu>, signal: AbortSignal | undefined): Promise<Gpu> {
  for (let tried = 1; ; tried++) {
    try {
      return await open();
    } catch (error) {
      const mayCome = error instanceof GpuUnavailableError || error instanceof DeviceLostError;
      if (!mayCome || tried === REOPENING.tries || signal?.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, REOPENING.every));
    }
  }
}
