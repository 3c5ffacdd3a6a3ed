import { EXTERNAL } from "../../plan/plan.js";
import type { Gpu } from "./device.js";
import { type GpuSession, MOST_STEPS, type PlannedStep } from "./session.js";

/** How long the work of one submit should take: watchdogs kill long ones, and a page must stay responsive. */
const TARGET_MS = 75;

/** Submits under way at a time: one runs while the next is being encoded. */
const IN_FLIGHT = 2;

/** Some steps that have finished. */
export interface Finished {
  /** Index of the first of them. */
  readonly first: number;
  /** The loss of each. */
  readonly losses: Float32Array;
}

/** Finds how many steps make a submit of the right length, from how long the last ones took. */
export class Pacer {
  private steps = 1;

  get stepsPerSubmit(): number {
    return this.steps;
  }

  /** Learns from a submit of `steps` that kept the GPU busy for `milliseconds`; moves by at most a factor of 8. */
  record(steps: number, milliseconds: number): void {
    const ideal = Math.floor((steps * TARGET_MS) / Math.max(milliseconds, 0.1));
    this.steps = Math.max(1, Math.min(MOST_STEPS, 8 * this.steps, ideal));
  }
}

/**
 * Runs steps on the GPU, many to a submit, and yields their losses as they come back. The losses' slots must be
 * consecutive. The CPU never waits for the GPU to be idle: the next submit is encoded while the last one runs.
 * @param goOn asked before every submit; when it says no, what was submitted is still finished and yielded
 */
export async function* runSteps(
  gpu: Gpu,
  session: GpuSession,
  steps: readonly PlannedStep[],
  pacer: Pacer,
  goOn: () => boolean = () => true,
): AsyncGenerator<Finished, void> {
  const inFlight: { first: number; count: number; submitted: number; losses: Promise<Float32Array> }[] = [];
  let next = 0;
  let lastDone = performance.now();
  try {
    while (true) {
      while (next < steps.length && inFlight.length < IN_FLIGHT && goOn()) {
        const chunk = steps.slice(next, next + pacer.stepsPerSubmit);
        const submitted = performance.now();
        const losses = submit(gpu, session, chunk);
        // Awaited in its turn; until then a failure is not "unhandled".
        losses.catch(() => {});
        inFlight.push({ first: next, count: chunk.length, submitted, losses });
        next += chunk.length;
      }
      const oldest = inFlight.shift();
      if (!oldest) return;
      const losses = await oldest.losses;
      const now = performance.now();
      pacer.record(oldest.count, now - Math.max(lastDone, oldest.submitted));
      lastDone = now;
      yield { first: oldest.first, losses };
    }
  } finally {
    await Promise.allSettled(inFlight.map(({ losses }) => losses));
  }
}

async function submit(gpu: Gpu, session: GpuSession, chunk: readonly PlannedStep[]): Promise<Float32Array> {
  const slot = chunk[0]?.slot ?? 0;
  const copy = await gpu.scoped("Running training steps", () => {
    const encoder = gpu.device.createCommandEncoder({ label: "steps" });
    session.encode(encoder, chunk);
    const losses = session.buffer(EXTERNAL.losses);
    const staged = session.staging.copy(encoder, losses, 4 * slot, 4 * chunk.length);
    gpu.device.queue.submit([encoder.finish()]);
    // Mapping begins now, not after the error scopes have answered; should those throw, nobody asks for the values.
    const values = staged.values();
    values.catch(() => {});
    return { values };
  });
  return new Float32Array(await copy.values);
}
