/** What Node and the page say to each other. Bytes go over the loopback server, everything else as packed text. */
import { type Dataset, datasetOf, type Values } from "../index.js";
import type { Failure } from "./failures.js";
import type { JobEvent } from "./job.js";
import type { CompareSpec, ExperimentSpec, StepsSpec, TuneSpec, UseSpec } from "./specs.js";
import type { TrainSpec } from "./train-job.js";

/** A job, as the page gets it. */
export type Job =
  | { readonly kind: "train"; readonly spec: TrainSpec; readonly data: readonly DataRef[] }
  | { readonly kind: "compare"; readonly spec: CompareSpec; readonly data: readonly DataRef[] }
  | { readonly kind: "tune"; readonly spec: TuneSpec; readonly data: readonly DataRef[] }
  | { readonly kind: "experiment"; readonly spec: ExperimentSpec; readonly data: readonly DataRef[] }
  | { readonly kind: "steps"; readonly spec: StepsSpec; readonly data: readonly DataRef[] }
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

/** A list of values as it travels: one a sample, or more. */
interface Part {
  readonly data: Values;
  readonly shape: readonly number[];
}

/** What travels with the samples of a data set, under `NAME.labels` and so on; names of classes stay behind. */
const BESIDE = ["labels", "targets", "sampleWeight", "mask"] as const;

/** Data sets as they travel, with all that belongs to their samples. */
export function sendable(sets: Readonly<Record<string, Dataset | undefined>>): {
  readonly refs: readonly DataRef[];
  readonly values: ReadonlyMap<string, Values>;
} {
  const parts = Object.entries(sets).flatMap(([name, set]) => (set ? partsOf(name, set) : []));
  return {
    refs: parts.map(([name, { data, shape }]) => {
      return { name, shape, type: data instanceof Uint8Array ? ("uint8" as const) : ("float32" as const) };
    }),
    values: new Map(parts.map(([name, { data }]) => [name, data])),
  };
}

function partsOf(name: string, set: Dataset): [name: string, part: Part][] {
  const { labels, targets, sampleWeight, mask } = set;
  const lists: Partial<Record<(typeof BESIDE)[number], Part>> = {
    ...(labels && { labels: { data: labels, shape: [1] } }),
    ...(targets && { targets }),
    ...(sampleWeight && { sampleWeight: { data: sampleWeight, shape: [1] } }),
    ...(mask && { mask: { data: mask, shape: targets?.shape ?? set.shape } }),
  };
  return [[name, set], ...Object.entries(lists).map(([what, part]): [string, Part] => [`${name}.${what}`, part])];
}

/** A data set that has travelled; nothing where none of the name came. */
export function received(name: string, parts: ReadonlyMap<string, Dataset>): Dataset | undefined {
  const samples = parts.get(name);
  if (!samples) return undefined;
  const [labels, targets, weights, mask] = BESIDE.map((what) => parts.get(`${name}.${what}`));
  return datasetOf(samples.data, samples.shape, {
    labels: labels?.data instanceof Uint8Array ? labels.data : undefined,
    targets: targets && { data: targets.data, shape: targets.shape },
    sampleWeight: weights?.data instanceof Float32Array ? weights.data : undefined,
    mask: mask?.data instanceof Uint8Array ? mask.data : undefined,
  });
}

/** A data set that a job can't do without. */
export function setOf(parts: ReadonlyMap<string, Dataset>, name: string): Dataset {
  const dataset = received(name, parts);
  if (!dataset) throw new Error(`The job came without its data set ${name}.`);
  return dataset;
}
