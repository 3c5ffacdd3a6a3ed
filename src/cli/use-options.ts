import type { Runtime } from "./runtime.js";

/** What all commands that use a trained model have in common. */
export interface UseOptions {
  /** A model's file, or the folder of the run that wrote it. */
  readonly model: string;
  /** A file, a folder of pictures, or `mnist`. */
  readonly data: string;
  /** Of a table: the column that holds labels, by its name or its number from 1, where the training data had none. */
  readonly labelColumn?: string;
  /** Path of a file of labels. */
  readonly labels?: string;
  /** Of `evaluate`: path of what the output should be; default: the data themselves. */
  readonly targets?: string;
  /** Of a file of several arrays: which to take. */
  readonly array?: string;
  /** Default: stdout. */
  readonly out?: string;
  readonly batchSize: number;
  readonly runtime: Runtime;
  readonly software: boolean;
  readonly json: boolean;
}
