import { type Dataset, datasetOf } from "../index.js";
import { abortAtInterrupt } from "./interrupt.js";
import type { JobResult } from "./job.js";
import type { ModelFile } from "./model-file.js";
import { runIn } from "./runtime.js";
import type { UseOutcome, UseSpec } from "./specs.js";
import type { UseOptions } from "./use-options.js";
import type { UseOutput } from "./use-output.js";
import { sendable } from "./wire.js";

/** Uses a model on data sets, where the GPU is; Ctrl-C ends it at once, and nothing is written. */
export async function runUse(
  { runtime, software }: UseOptions,
  spec: UseSpec,
  model: ModelFile,
  sets: Readonly<Record<string, Dataset>>,
  output: UseOutput,
): Promise<JobResult<UseOutcome>> {
  const interrupted = abortAtInterrupt("Interrupted: nothing was written.");
  const { refs, values } = sendable({ ...sets, model: datasetOf(model.bytes, [model.bytes.length]) });
  try {
    return await runIn<UseOutcome>(runtime, {
      job: { kind: "use", spec, data: refs },
      data: values,
      software,
      emit: (event) => output.handle(event),
      report: (line) => output.say(line),
      abort: interrupted.signal,
    });
  } finally {
    interrupted.release();
  }
}

/** Floats that the job handed over as bytes. */
export function floats(bytes: Uint8Array | undefined): Float32Array {
  if (!bytes) throw new Error("The job handed over no values.");
  return new Float32Array(bytes.slice().buffer); // copied, so that it begins where a float may
}
