import type { Numbers } from "../operations/operation.js";
import type { Step } from "../operations/step.js";

/** The float64 side of a buffer: reals in double precision, indices and packed bytes as they are. */
export type Values = Float64Array | Uint32Array;

/** A kernel call as a twin sees it: its buffers by binding, its numbers by name. */
export interface TwinCall {
  readonly reals: Readonly<Record<string, Float64Array>>;
  readonly words: Readonly<Record<string, Uint32Array>>;
  readonly params: Numbers;
  readonly constants: Numbers;
  readonly step: Step;
}

/**
 * The float64 twin of an operation, in plain loops. Given `bounds` (one array for each buffer it writes, of the same
 * length), it also fills in how far a correct f32 kernel may be from it, element by element, for the inputs given.
 */
export type Twin = (call: TwinCall, bounds?: Readonly<Record<string, Float64Array>>) => void;

/** 2⁻²⁴, half a unit in the last place of 1: the relative error of one correctly rounded f32 operation. */
export const U = 2 ** -24;

/**
 * Slack for subnormals, which WGSL may flush to zero: a few times the smallest normal f32, 1.2e-38.
 */
export const TINY = 1e-37;

/**
 * Relative errors of WGSL's operations beyond + − ×, in units of {@link U} (a ULP is at most 2 U), from the table of
 * the WGSL specification, §15.7.4 "Floating point accuracy".
 */
export const ERROR = {
  /** 2.5 ULP */
  division: 5,
  /** inherited from 1 / inverseSqrt(x): 2 ULP and 2.5 ULP */
  sqrt: 9,
  /** 3 + 2 |x| ULP */
  exp: (x: number) => 6 + 4 * Math.abs(x),
} as const;

/** The buffer bound to `name`, which a plan always gives. */
export function bound<T>(buffers: Readonly<Record<string, T>>, name: string): T {
  const buffer = buffers[name];
  if (buffer === undefined) throw new Error(`The call binds nothing to "${name}".`);
  return buffer;
}

/** The number called `name`, which a plan always gives. */
export const numberOf = bound<number>;
