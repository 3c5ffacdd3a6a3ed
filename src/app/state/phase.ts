/**
 * Where the page is. `blocked`: no GPU, nothing can be trained here; `no-data`: the data could not be fetched, trying again
 * may help; `finished` also covers a run that was stopped; `failed`: a run ended with an error.
 */
export type Phase =
  | "opening"
  | "blocked"
  | "loading"
  | "no-data"
  | "ready"
  | "training"
  | "paused"
  | "stopping"
  | "finished"
  | "failed";

export function isBusy(phase: Phase): boolean {
  return phase === "training" || phase === "paused" || phase === "stopping";
}
