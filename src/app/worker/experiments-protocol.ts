import type { Progress, Settings } from "../../experiments/experiment.js";
import type { ExperimentResult } from "../../experiments/result.js";

/** What the view Experiments and the worker say to each other. */

/** An experiment as the page lists it. */
export interface ExperimentInfo {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Paragraphs. */
  readonly explanation: readonly string[];
  /** What it is set to in either form. */
  readonly quick: Settings;
  readonly full: Settings;
}

export interface ExperimentRequest {
  readonly name: string;
  /** Less of everything. */
  readonly quick: boolean;
}

/** The worker's side. Errors cross with their `name` and `message`. */
export interface ExperimentsServices {
  /** All experiments, in the order in which they are best read. */
  list(): Promise<readonly ExperimentInfo[]>;
  /**
   * Seconds that the full form would take here, good to a factor of two; nothing where that isn't known.
   * @throws {DataError} while there are no data
   */
  estimate(name: string): Promise<number | undefined>;
  /**
   * @throws {DataError} when the data in use are not enough for the experiment
   * @throws what training throws; an `AbortError` after `cancel()`
   */
  run(request: ExperimentRequest, report: (progress: Progress) => unknown): Promise<ExperimentResult>;
  /** Ends what is running, at its next step. */
  cancel(): void;
}
