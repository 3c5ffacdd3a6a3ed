import type { AdapterSpeed } from "../../adapter/adapter-speed.js";
import type { Level } from "../../index.js";
import type { PeerTask } from "../speed/peer.js";
import type { Measured, SpeedProgress, Workload } from "../speed/workloads.js";

/** What the view Speed and the worker say to each other. */

/** What a training step of a level has to do at least. */
export interface StepCost {
  readonly level: Level;
  /** Floating-point operations; a multiply-add counts two. */
  readonly flops: number;
  /** That must cross to or from memory. */
  readonly bytes: number;
  readonly dispatches: number;
}

/** The worker's side. Errors cross with their `name` and `message`. */
export interface SpeedServices {
  /**
   * Trains the model at every level: first the steps whose losses are compared, then in turns, round by round, so that
   * whatever slows the machine for a while slows all.
   * @throws {DataError} without pictures of 28 × 28
   * @throws an `AbortError` after `cancel()`
   */
  measure(workload: Workload, report: (progress: SpeedProgress) => unknown): Promise<readonly Measured[]>;
  /** Ends what is being measured, at its next turn. */
  cancel(): void;
  /** Needs no GPU. */
  costs(workload: Workload): Promise<readonly StepCost[]>;
  /** What the adapter can do at most; takes a few seconds. @throws {GpuError} where it has no room to find out */
  adapter(): Promise<AdapterSpeed>;
  /** The same work for someone else: the weights that all begin with, and the images of the first steps. */
  peerTask(workload: Workload): Promise<PeerTask>;
}
