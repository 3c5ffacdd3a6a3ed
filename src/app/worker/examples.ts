import type { Values } from "../../index.js";

/** A few samples to look at while training; they are not trained on. */
export interface Examples {
  /** What each shows: its class where there are labels, else its number in the data. */
  readonly names: readonly string[];
  /** Row after row: bytes, or floats as they came. */
  readonly values: Values;
  /** Which values are known: 1, or 0 where one is missing; all are without it. */
  readonly mask?: Uint8Array;
}
