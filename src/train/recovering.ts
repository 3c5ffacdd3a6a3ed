import { checkOptions } from "../data/known-options.js";
import { ArgumentError, DeviceLostError, GpuUnavailableError } from "../errors.js";

/** Losses in a row, with nothing reached in between, that end the work: it is probably what takes the GPU down. */
const MOST_LOSSES = 3;
/** A browser needs a moment to come to itself after a crash of its GPU process: ten seconds, in milliseconds. */
const REOPENING = { tries: 20, every: 500 };

/** Options of `withRecovery`. */
export interface RecoveryOptions {
  /** How far the work has come for good, epochs for instance: when that has grown, losses are counted anew. */
  readonly reached?: () => number;
  /** Whether a GPU was lost just before: then the first one may take its time, too; default false. */
  readonly lost?: boolean;
  /** Called at each loss that is recovered from, before a new GPU is opened. */
  readonly onLost?: (error: DeviceLostError) => void;
  /** Aborted when nobody waits for the work any more: then a loss ends it. */
  readonly signal?: AbortSignal;
}

/** What `withRecovery` does. */
export async function recovering<Result, Opened>(
  open: () => Promise<Opened>,
  work: (opened: Opened) => Promise<Result>,
  options: RecoveryOptions,
): Promise<Result> {
  if (typeof open !== "function" || typeof work !== "function") {
    throw new ArgumentError("withRecovery takes two functions: withRecovery(requestGpu, async (gpu) => …).");
  }
  checkOptions("withRecovery", options, ["reached", "lost", "onLost", "signal"]);
  const { reached = () => 0, lost = false, onLost, signal } = options;
  let gpu = await (lost ? reopened(open, signal) : open());
  for (let losses = 0; ; gpu = await reopened(open, signal)) {
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

async function reopened<Opened>(open: () => Promise<Opened>, signal: AbortSignal | undefined): Promise<Opened> {
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
