import { InterruptedError } from "./failures.js";

/** What Ctrl-C asks for, as two signals. */
export interface Interrupts {
  /** Aborted by the first: end at the next step boundary and keep everything. */
  readonly stop: AbortSignal;
  /** Aborted by the second: end now. Its reason is an {@link InterruptedError}. */
  readonly abort: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  release(): void;
}

/** Listens for Ctrl-C; SIGTERM and a closed terminal count as one. */
export function listenForInterrupts(): Interrupts {
  const stop = new AbortController();
  const abort = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = () => {
    if (!stop.signal.aborted) stop.abort();
    else abort.abort(new InterruptedError("Interrupted twice: ended at once, without the results."));
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stop: stop.signal,
    abort: abort.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
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
