import { checkObject } from "../data/known-options.js";
import { type Fields, numberThat, optional, readFields } from "../model/fields.js";

/** What every optimizer has. */
export interface Settings {
  /** The size of steps; default: Keras's for this optimizer. */
  readonly learningRate: number;
  /** Keras's `clipnorm`: before the update each tensor's gradient is scaled so that its own L2 norm is at most this. */
  readonly clipnorm?: number;
}

/** An optimizer as plain data, of a kind that its type names. */
interface Typed extends Settings {
  readonly type: string;
}

/**
 * What a kind of optimizer is: its settings and their defaults. Plain data. Each kind has a page of its own in this folder,
 * which also says what it does in a step (`stage.ts`) and how it is written (`text.ts`).
 */
export interface OptimizerKind<Optimizer extends Typed> {
  readonly type: Optimizer["type"];
  readonly fields: Fields<Optimizer>;
  /** Refuses settings that are valid each, but not together. @throws {ArgumentError} */
  check?(optimizer: Optimizer): void;
  /** What a user should hear about settings that are valid but will disappoint. */
  warnings?(optimizer: Optimizer): string[];
}

/** What an optimizer's function takes. */
export type Options<Optimizer> = Partial<Omit<Optimizer, "type">>;

export const POSITIVE = numberThat("a finite number above 0", (value) => value > 0);
/** How much of a running average a step keeps. */
export const DECAY = numberThat("a number in [0, 1)", (value) => value >= 0 && value < 1);

export const CLIPNORM = optional(POSITIVE);

/**
 * An optimizer as its function, a user or a file gives it, held against its kind's fields, with what was left out filled in.
 * @throws {ArgumentError} that names the optimizer and the field
 */
export function optimizerOf<Optimizer extends Typed>(kind: OptimizerKind<Optimizer>, given: object): Optimizer {
  const { type, fields } = kind;
  checkObject(type, given, "learningRate");
  const settings = readFields<Optimizer>(given as Record<string, unknown>, fields, type, `the optimizer ${type}`);
  const optimizer = { type, ...settings } as unknown as Optimizer;
  kind.check?.(optimizer);
  return optimizer;
}

/** The function that makes optimizers of a kind. */
/* @__NO_SIDE_EFFECTS__ */
export function makerOf<Optimizer extends Typed>(kind: OptimizerKind<Optimizer>) {
  return (options: Options<Optimizer> = {}): Optimizer => optimizerOf(kind, options);
}
