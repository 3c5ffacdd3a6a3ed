import type { Spread } from "./report.js";

/** @throws when there are no values */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const low = sorted[0];
  const high = sorted.at(-1);
  if (low === undefined || high === undefined) throw new Error("A spread needs at least one value.");
  return { median: median(sorted), low, high };
}

/** Of values in any order. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** |value / expected − 1|; NaN on either side is as far off as JSON can say. */
export function relativeDifference(value: number, expected: number): number {
  const difference = Math.abs(value / expected - 1);
  return Number.isFinite(difference) ? difference : Number.MAX_VALUE;
}
