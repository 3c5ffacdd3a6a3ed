/** What jobs have in common: what they tell, what they answer, and what they need. */
import type { Progress } from "../experiments/experiment.js";
import type { Gpu, TrainingEvent, TuningStore } from "../index.js";

/** The GPU that the job runs on. */
export interface AdapterEvent {
  readonly type: "adapter";
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly software: boolean;
}

/** Something about the settings that will disappoint. */
export interface WarningEvent {
  readonly type: "warning";
  readonly message: string;
}

/** What an experiment is doing now. */
export interface ProgressEvent extends Progress {
  readonly type: "progress";
}

/** The GPU was lost; on a new one training goes on from an earlier epoch's end, and anything else begins anew. */
export interface LostEvent {
  readonly type: "lost";
  /** The epoch; 0 for the beginning. */
  readonly epoch: number;
}

export type JobEvent = AdapterEvent | WarningEvent | ProgressEvent | LostEvent | TrainingEvent;

/** A job's answer: what fits into JSON, and the bytes that don't. */
export interface JobResult<Value> {
  readonly value: Value;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** What a job needs of the place where it runs. */
export interface JobContext {
  /** Opens the GPU; the job disposes of it. */
  readonly openGpu: () => Promise<Gpu>;
  /** Where the tuner keeps its choices. */
  readonly tuning: TuningStore;
  /** Takes the job's events, in order. */
  readonly emit: (event: JobEvent) => void;
  /** Takes a file that should outlive the job, should that end early; one of the same name replaces it. */
  readonly keep: (name: string, file: Uint8Array) => Promise<void>;
  /** Aborting it ends training at the next step boundary. */
  readonly stop: AbortSignal;
}

/** What a job tells of its GPU. */
export function adapterEvent({ info }: Gpu): AdapterEvent {
  const { vendor, architecture, device, description, software } = info;
  return { type: "adapter", vendor, architecture, device, description, software };
}
