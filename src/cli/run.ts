import type { Values } from "../index.js";
import type { JobEvent } from "./job.js";
import type { TuningFile } from "./tuning-file.js";
import type { Job } from "./wire.js";

/** A job to run, and what it has to do with the rest of the world. */
export interface Run {
  readonly job: Job;
  /** The values of the job's data sets, by name. */
  readonly data: ReadonlyMap<string, Values>;
  /** Use a software adapter, even where there is a GPU. */
  readonly software: boolean;
  /** Takes the job's events. */
  readonly emit: (event: JobEvent) => void;
  /** Takes files that should outlive the job, should that end early. */
  readonly keep?: (name: string, file: Uint8Array) => Promise<void>;
  /** Takes lines for people: what takes long before the job can begin, what is not as they may expect. */
  readonly report: (line: string) => void;
  /** Ends training at the next step boundary. */
  readonly stop?: AbortSignal;
  /** Ends the job at once; the run then rejects with the signal's reason. */
  readonly abort?: AbortSignal;
}

/** A run, and what earlier ones have found out about the adapter. */
export interface TunedRun extends Run {
  readonly tuning: TuningFile;
}
