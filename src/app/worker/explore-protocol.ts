import type { Values } from "../../index.js";

/** What the page and the worker say to each other about codes. */

/** Samples with their codes. */
export interface CodedSamples {
  /** Whether they were kept aside from training. */
  readonly heldOut: boolean;
  readonly count: number;
  /** Number of each in its data, from 0. */
  readonly rows: readonly number[];
  /** Sample after sample, as they came. */
  readonly values: Values;
  /** The class of each, where there are labels. */
  readonly labels?: Uint8Array;
  /** Which values are known: 1, or 0 where one is missing; all are without it. */
  readonly mask?: Uint8Array;
  /** Shape of one code: `[32]`, `[4, 4, 8]`. */
  readonly codeShape: readonly number[];
  /** Code after code; of a variational model, the means. */
  readonly codes: Float32Array;
}

/** A trained model to look into, as it was when it was opened: what is trained later does not change it. */
export interface Explorer {
  /** At most so many samples that it was not trained on, from everywhere; of the training data where none were kept aside. */
  samples(most: number): Promise<CodedSamples>;
  /** Codes of samples. */
  encode(values: Values): Promise<Float32Array>;
  /** What the decoder draws from codes. @throws {DataError} for a code that is not finite */
  decode(codes: Float32Array): Promise<Float32Array>;
  /** Frees its memory, after what was asked for so far; what is asked for later is refused. */
  dispose(): Promise<void>;
}
