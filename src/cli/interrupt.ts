import { InterruptedError, whyNot } from "./failures.js";

/** What Ctrl-C asks for, as two signals. */
export interface Interrupts {
  /** Aborted by the first: end at the next step boundary and keep everything. */
  readonly stop: AbortSignal;
  /** Aborted by the second: end now. Its reason is an {@link InterruptedError}. */
  readonly abort: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  release(): void;
}

/** Whether there was a first interrupt, and what makes one while somebody listens. */
let isInterrupted = false;
let interrupt: (() => void) | undefined;

/** Why not all of what was for stdout is there, if so. */
let lost: string | undefined;

/**
 * Lets a program whose readers have gone end as it should. A reader that ends (`| head`, or all of a pipe by Ctrl-C) counts as a
 * Ctrl-C to what listens for one, and ends anything else at once; a closed terminal only hears no more. Output that a full disk
 * doesn't take is lost, and the work goes on: that is said at once, and by {@link outputLost} at the end; the exit code is 1.
 */
export function surviveReaders({ stdout, stderr }: Pick<NodeJS.Process, "stdout" | "stderr"> = process): void {
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" && !isInterrupted) {
      if (!interrupt) process.exit(1);
      interrupt();
    }
    if (lost !== undefined || error.code === "EPIPE" || error.code === "EIO") return;
    lost = `Not all of the output could be written: ${whyNot(error)}.`;
    stderr.write(`${lost} The work goes on.\n`);
    process.exitCode ||= 1;
  });
  // There is nobody left to tell.
  stderr.on("error", () => undefined);
}

/** What to say at the end of output that was lost; nothing where all of it was written. */
export const outputLost = (): string | undefined => lost;

/** Listens for Ctrl-C; SIGTERM and a closed terminal count as one. */
export function listenForInterrupts(): Interrupts {
  const stop = new AbortController();
  const abort = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = () => {
    isInterrupted = true;
    if (!stop.signal.aborted) stop.abort();
    else abort.abort(new InterruptedError("Interrupted twice: ended at once, without the results."));
  };
  for (const signal of signals) process.on(signal, onSignal);
  interrupt = onSignal;
  return {
    stop: stop.signal,
    abort: abort.signal,
    release: () => {
      interrupt = undefined;
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** Does something when Ctrl-C or another signal ends the program, where nothing else listens; returns how to leave it be. */
export function atInterrupt(last: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = (signal: NodeJS.Signals) => {
    last();
    release();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const release = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return release;
}

/** The promise's value, unless `abort` comes first: then rejects with its reason. */
export async function orAbort<T>(promise: Promise<T>, abort: AbortSignal | undefined): Promise<T> {
  if (!abort) return promise;
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(abort.reason);
    if (abort.aborted) onAbort();
    abort.addEventListener("abort", onAbort);
  });
  return Promise.race([promise, aborted]).finally(() => abort.removeEventListener("abort", onAbort));
}
