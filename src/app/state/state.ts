import type { AdapterInfo, DescriptionOptions } from "../../index.js";
import type { Download } from "../take-home/download.js";
import type { DataInfo, Outline, Snapshot } from "../worker/protocol.js";
import type { DataChoice, InUse } from "./data-choice.js";
import type { GpuAdvice } from "./gpu-advice.js";
import type { Phase } from "./phase.js";
import type { Run } from "./run.js";

/** Everything the page shows; replaced, never changed in place (but for the run's growing curve). */
export interface State {
  readonly phase: Phase;
  readonly adapter?: AdapterInfo;
  /** Why there is no GPU. */
  readonly advice?: GpuAdvice;
  /** How far the data have come: bytes or files, of all. */
  readonly loaded?: { readonly done: number; readonly total: number };
  readonly data?: DataInfo;
  /** How they were chosen. */
  readonly choice: DataChoice;
  /** What was found in the files that were given last. */
  readonly outline?: Outline;
  /** How the data in use were chosen, where they are the visitor's: those given last may not have been read. */
  readonly used?: InUse;
  /** What is wrong with them. */
  readonly fileFailure?: Failure;
  readonly snapshot?: Snapshot;
  readonly run?: Run;
  /** The model that the run trains, or trained. */
  readonly trained?: DescriptionOptions;
  readonly stopped?: boolean;
  readonly warnings: readonly string[];
  /** That the GPU was lost, and where training went on. */
  readonly recovery?: string;
  readonly failure?: Failure;
  readonly downloads: readonly Download[];
}

export interface Failure {
  readonly name: string;
  readonly message: string;
}
