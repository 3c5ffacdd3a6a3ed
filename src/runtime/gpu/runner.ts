import type { View } from "../../operations/operation.js";
import type { Gpu } from "./device.js";
import { type GpuSession, MOST_STEPS, type PlannedStep } from "./session.js";

/** How long the work of one submit should take: watchdogs kill long ones, and a page must stay responsive. */
const TARGET_MS = 75;

/** Submits under way at a time: one runs while the next is being encoded. */
const IN_FLIGHT = 2;

/**
 * What the first submit and the others have at most of a run's steps. The GPU is idle while the first is being encoded: on a large
 * one, encoding a step of the notebook's model takes a third of the time that the step itself does.
 */
const SHARES = { first: 1 / 16, other: 1 / 4 };

/** Some steps that have finished. */
export interface Finished {
  /** Index of the first of them. */
  readonly first: number;
  /** What they left in each buffer of results, a value a step. */
  readonly values: readonly Float32Array[];
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
 * Runs steps on the GPU, many to a submit, and yields their results as they come back. Their slots must be
 * consecutive. The CPU never waits for the GPU to be idle: the next submit is encoded while the last one runs.
 * @param results buffers with a slot for each step
 * @param goOn asked before every submit; when it says no, what was submitted is still finished and yielded
 * @param onSubmit told how many steps each submit has
 */
export async function* runSteps(
  gpu: Gpu,
  session: GpuSession,
  steps: readonly PlannedStep[],
  results: readonly string[],
  pacer: Pacer,
  goOn: () => boolean = () => true,
  onSubmit: (steps: number) => void = () => {},
): AsyncGenerator<Finished, void> {
  let next = 0;
  let lastDone = performance.now();
  const submit = () => {
    if (next >= steps.length || !goOn()) return undefined;
    const first = next;
    const most = Math.ceil(steps.length * (first === 0 ? SHARES.first : SHARES.other));
    const chunk = steps.slice(first, first + Math.min(most, pacer.stepsPerSubmit));
    const submitted = performance.now();
    const slots = { offset: chunk[0]?.slot ?? 0, length: chunk.length };
    const readings = results.map((buffer) => ({ buffer, ...slots }));
    const values = submitSteps(gpu, session, chunk, readings);
    next += chunk.length;
    onSubmit(chunk.length);
    return values.then((arrived) => ({ first, count: chunk.length, submitted, values: arrived }));
  };
  for await (const { first, count, submitted, values } of inTurn(submit)) {
    const now = performance.now();
    pacer.record(count, now - Math.max(lastDone, submitted));
    lastDone = now;
    yield { first, values };
  }
}

/**
 * Keeps {@link IN_FLIGHT} submits under way, and yields what comes of each in its turn. None is under way any more when it ends,
 * however it does.
 * @param submit makes the next one; nothing where there is none now
 */
export async function* inTurn<Result>(submit: () => Promise<Result> | undefined): AsyncGenerator<Result, void> {
  const inFlight: Promise<Result>[] = [];
  try {
    while (true) {
      while (inFlight.length < IN_FLIGHT) {
        const submitted = submit();
        if (!submitted) break;
        // Awaited in its turn; until then a failure is not "unhandled".
        submitted.catch(() => {});
        inFlight.push(submitted);
      }
      const oldest = inFlight.shift();
      if (!oldest) return;
      yield await oldest;
    }
  } finally {
    await Promise.allSettled(inFlight);
  }
}

/** Part of a buffer to read, and perhaps an array of its length to read it into. */
export interface Reading extends Required<View> {
  readonly into?: Float32Array;
}

/** Runs steps in one submit, and resolves with what they leave to read. */
export async function submitSteps(
  gpu: Gpu,
  session: GpuSession,
  steps: readonly PlannedStep[],
  readings: readonly Reading[],
): Promise<Float32Array[]> {
  const copy = await gpu.scoped("Running steps", () => {
    const encoder = gpu.device.createCommandEncoder({ label: "steps" });
    session.encode(encoder, steps);
    const staged = readings.map(({ buffer, offset, length, into }) => {
      return { copied: session.staging.copy(encoder, session.buffer(buffer), 4 * offset, 4 * length), into };
    });
    gpu.device.queue.submit([encoder.finish()]);
    // Mapping begins now, not after the error scopes have answered; should those throw, nobody asks for the values.
    const values = Promise.all(staged.map(({ copied, into }) => copied.values(into)));
    values.catch(() => {});
    return { values };
  });
  return copy.values;
}
