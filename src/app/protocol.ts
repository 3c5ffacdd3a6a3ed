import type { AdapterInfo, TrainingEvent } from "../index.js";
import type { Settings } from "./settings.js";

/** What the page and its worker say to each other. */

/** The test digits the page shows, one of each class. */
export interface Digits {
  readonly labels: readonly number[];
  /** `labels.length × 784` bytes. */
  readonly pixels: Uint8Array;
}

/** What the network makes of the digits at one moment. */
export interface Snapshot {
  /** Numbers in a code. */
  readonly codeSize: number;
  /** `digits × codeSize` values. */
  readonly codes: Float32Array;
  /** `digits × 784` values in 0…1. */
  readonly reconstructions: Float32Array;
}

/** What a run reports while it lasts. */
export type Report =
  | { readonly type: "warnings"; readonly warnings: readonly string[] }
  | { readonly type: "snapshot"; readonly snapshot: Snapshot }
  | { readonly type: "event"; readonly event: TrainingEvent };

/** The worker's side. Errors cross with their `name` and `message`. */
export interface Trainer {
  /** Opens a GPU. @throws {GpuUnavailableError} */
  open(): Promise<AdapterInfo>;
  /** Fetches MNIST from the folder at `url`. @throws {DataError} */
  load(url: string, onProgress: (loaded: number, total: number) => void): Promise<Digits>;
  /** Trains a fresh model to the end, or until `stop`. @throws {NumericalError} @throws {DeviceLostError} */
  train(settings: Settings, report: (message: Report) => unknown): Promise<{ stopped: boolean }>;
  /** Ends training at the next step boundary. */
  stop(): void;
  /** The model trained last, as safetensors. */
  save(): Promise<Uint8Array>;
}
