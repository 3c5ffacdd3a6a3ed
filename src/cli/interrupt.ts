import { INTERRUPTIONS, InterruptedError, type Interruption, whyNot } from "./failures.js";

const SIGNALS = Object.keys(INTERRUPTIONS) as Interruption[];

/** What Ctrl-C asks for, as two signals. */
export interface Interrupts {
  /** Aborted by the first: end at the next step boundary and keep everything. */
  readonly stop: AbortSignal;
  /** Aborted by the second: end now. Its reason is an {@link InterruptedError}. */
  readonly abort: AbortSignal;
  /** What asked last: Ctrl-C unless another signal did. */
  readonly signal: Interruption;
  /** Gives Ctrl-C its usual meaning back. */
  release(): void;
}

/** Whether there was a first interrupt, and what makes one while somebody listens. */
let isInterrupted = false;
let interrupt: ((signal: Interruption) => void) | undefined;

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
      interrupt("SIGINT");
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
  let last: Interruption = "SIGINT";
  const onSignal = (signal: Interruption) => {
    isInterrupted = true;
    last = signal;
    if (!stop.signal.aborted) stop.abort();
    else abort.abort(new InterruptedError("Interrupted twice: ended at once, without the results.", signal));
  };
  const off = listen(onSignal);
  interrupt = onSignal;
  return {
    stop: stop.signal,
    abort: abort.signal,
    get signal() {
      return last;
    },
    release: () => {
      interrupt = undefined;
      off();
    },
  };
}

/**
 * For work that keeps nothing before it is done: Ctrl-C, SIGTERM and a closed terminal end it at once.
 * @param message of the {@link InterruptedError} that the signal's reason is
 */
export function abortAtInterrupt(message: string): { readonly signal: AbortSignal; release(): void } {
  const aborted = new AbortController();
  const release = listen((signal) => {
    release();
    aborted.abort(new InterruptedError(message, signal));
  });
  return { signal: aborted.signal, release };
}

/** Calls back at each signal; returns how to end that. */
function listen(onSignal: (signal: Interruption) => void): () => void {
  // Node hands over the signal's name.
  const listener = (signal: NodeJS.Signals) => onSignal(signal as Interruption);
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}

/** Does something when Ctrl-C or another signal ends the program, where nothing else listens; returns how to leave it be. */
export function atInterrupt(last: () => void): () => void {
  const release = listen((signal) => {
    last();
    release();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
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
