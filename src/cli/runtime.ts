import type { JobResult } from "./job.js";
import type { Run } from "./run.js";
import { TuningFile } from "./tuning-file.js";

/** Where a job can run: in a headless Chrome, or in this process on Dawn, Chrome's WebGPU without Chrome. */
export const RUNTIMES = ["chrome", "node"] as const;
export type Runtime = (typeof RUNTIMES)[number];

/**
 * Runs a job; loads only the runtime that it takes: the one does without puppeteer, the other without Dawn.
 * @throws what the job throws, and what the runtime does when it cannot run
 */
export async function runIn<Value>(runtime: Runtime, run: Run): Promise<JobResult<Value>> {
  const tuned = { ...run, tuning: new TuningFile() };
  if (runtime === "node") return (await import("./dawn.js")).runInDawn<Value>(tuned);
  return (await import("./browser.js")).runInChrome<Value>(tuned);
}
