import { checkWord } from "../data/known-options.js";
import { ArgumentError, shown } from "../errors.js";
import type { AnyOperation } from "../operations/operation.js";
import { LEVELS, type Level } from "./plan.js";

/**
 * A level, and the operations of it that take their kernels from another: what the tuner found fastest on an adapter. Plain data,
 * which gives the same plan wherever it is given.
 */
export interface TunedLevel {
  /** Whose passes make the plan, and whose kernels it takes unless `operations` says otherwise. */
  readonly level: Level;
  /**
   * The level whose kernel an operation takes, by {@link keyOf}. What is not named, or has none there, takes that of `level`; and all
   * operations of level `naive` do.
   */
  readonly operations: Readonly<Record<string, Level>>;
}

/** The level itself. */
export const levelIn = (given: Level | TunedLevel): Level => (typeof given === "string" ? given : given.level);

/**
 * @param words those that are taken in place of a tuned level
 * @throws {ArgumentError} for what is no level
 */
export function checkLevel(given: unknown, words: readonly string[] = LEVELS): void {
  if (typeof given !== "object" || !given) {
    checkWord("Unknown level", given, words);
    return;
  }
  const { level, operations = {} }: Partial<TunedLevel> = given;
  checkWord("Unknown level", level, LEVELS);
  if (typeof operations !== "object" || !operations) {
    throw new ArgumentError(
      `A level's operations must be an object, of levels by operation; got ${shown(operations)}.`,
    );
  }
  for (const name of Object.values(operations)) checkWord("Unknown level", name, LEVELS);
}

/**
 * All of an operation that decides which of its kernels is fastest, as text: `matmul k=784 m=256 n=32 HAS_BIAS=1 b,w,x,z`: what it
 * is, its sizes, strides and epilogue, and what it binds.
 */
export function keyOf({ operation, params, constants, bindings }: AnyOperation): string {
  const numbers = { ...params, ...constants };
  // What is left out is 0.
  const set = Object.keys(numbers).filter((name) => numbers[name]);
  const words = set.sort().map((name) => `${name}=${numbers[name]}`);
  return [operation, ...words, Object.keys(bindings).sort()].join(" ");
}
