import type { Preset } from "../../index.js";

/** A training step that is measured. */
export interface Workload {
  readonly preset: Preset;
  readonly title: string;
  readonly batchSize: number;
  /** Steps whose losses must agree; fewer where a step may take seconds. */
  readonly checked: number;
  /** Whether the peers are written for it: dense layers only. */
  readonly peers: boolean;
}

export const WORKLOADS: readonly [Workload, ...Workload[]] = [
  { preset: "notebook", title: "The notebook's: 784 → 32 → 784", batchSize: 256, checked: 10, peers: true },
  { preset: "deep", title: "The deep one: down to 32 in three layers", batchSize: 256, checked: 10, peers: true },
  { preset: "convolutional", title: "The convolutional one", batchSize: 128, checked: 3, peers: false },
];

/** How turns are taken, for all alike. */
export const RULES = {
  /** Milliseconds that a turn should last: a thousand times the grain of a browser's clock. */
  turn: 150,
  turns: 5,
  /** Milliseconds after which nobody takes another turn. */
  budget: 1500,
} as const;

/** What one contender did. */
export interface Measured {
  readonly contender: string;
  /** Of the first steps, from the same weights on the same images. */
  readonly losses: readonly number[];
  /** Milliseconds a step, of each turn. */
  readonly times: readonly number[];
}

/** Where a measurement is. */
export interface SpeedProgress {
  readonly doing: string;
  readonly fraction: number;
}
