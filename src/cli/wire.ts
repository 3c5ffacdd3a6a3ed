/** What Node and the page say to each other. Bytes go over the loopback server, everything else as packed text. */
import type { Dataset } from "../index.js";
import type { Failure } from "./failures.js";
import type { JobEvent } from "./job.js";
import type { CompareSpec, ExperimentSpec } from "./jobs.js";
import type { TrainSpec } from "./train-job.js";
import type { UseSpec } from "./use-job.js";

/** A job, as the page gets it. */
export type Job =
  | { readonly kind: "train"; readonly spec: TrainSpec; readonly data: readonly DataRef[] }
  | { readonly kind: "compare"; readonly spec: CompareSpec; readonly data: readonly DataRef[] }
  | { readonly kind: "experiment"; readonly spec: ExperimentSpec; readonly data: readonly DataRef[] }
  | { readonly kind: "use"; readonly spec: UseSpec; readonly data: readonly DataRef[] };

/** A data set whose values the page fetches from `data/NAME`. */
export interface DataRef {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: "uint8" | "float32";
}

/** How a job ended. Its files have been posted to `files/NAME` by then. */
export type Answer = { readonly value: unknown } | { readonly failure: Failure };

/** The functions that the page and Node put on `window` for each other. */
export interface PageApi {
  /** Node's: takes a packed {@link JobEvent}. */
  isthmusEmit(event: string): Promise<void>;
  /** Node's: takes a file, already posted, that should outlive the job; resolves when it is kept. */
  isthmusKept(name: string): Promise<void>;
  /** Node's: keeps a choice of the tuner for the runs to come. */
  isthmusKeep(key: string, value: string): Promise<void>;
  /** The page's: runs the job, with the tuner's earlier choices; resolves with its packed {@link Answer}. */
  isthmusRun(job: Job, known: Readonly<Record<string, string>>): Promise<string>;
  /** The page's: ends training at the next step boundary. */
  isthmusStop(): void;
}

/** As JSON, but numbers that are not finite arrive as what they were: a loss of NaN must not become `null`. */
export function pack(value: JobEvent | Answer): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "number" && !Number.isFinite(part) ? { notFinite: String(part) } : part,
  );
}

export function unpack(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) =>
    typeof part === "object" && part !== null && "notFinite" in part ? Number(part.notFinite) : part,
  );
}

export function dataRef(name: string, { data, shape }: Dataset): DataRef {
  return { name, shape, type: data instanceof Uint8Array ? "uint8" : "float32" };
}
