import type { Remote } from "comlink";
import type { CompareServices } from "../worker/compare-protocol.js";

/** What the parts of the view Compare work with. */
export interface Services {
  readonly worker: Remote<CompareServices>;
  /** Remembers the data in use; the answer tells later whether they still are, or a result came too late. */
  readonly sameData: () => () => boolean;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
