import type { Chosen, SizeOf } from "./kernel.js";
import type { Target } from "./target.js";

/**
 * Kernels whose sums invocations may share, by `lib/lanes.wgsl`. Where one invocation has a whole row or column of values, which
 * suits a software adapter, several share it on a GPU: LANES to a sum, and a multiple of that to a WORKGROUP.
 */

/** Invocations in a workgroup: at least so that a wave of the widest GPUs is full, at most as every adapter allows. */
const LEAST = 64;
const MOST = 256;

/** Columns that lanes read side by side: from the 32 bytes that a GPU loads at least to the 128 of a line of its cache. */
const FEWEST_ACROSS = 8;
const MOST_ACROSS = 32;

/** Values of a column that a lane should add up, before lanes meet. */
const DOWN = 8;

/** A row of so many loads, each a lane's own if a workgroup has as many. */
export function alongRow({ shared }: Target, loads: number): Chosen {
  if (!shared) return {};
  const LANES = Math.min(powerOfTwo(loads), MOST);
  return { constants: { LANES, WORKGROUP: Math.max(LANES, LEAST) } };
}

/** One sum over a row of so many loads, by one workgroup. */
export function inOneWorkgroup(target: Target, loads: number): Chosen {
  const { LANES: _, ...constants } = alongRow(target, loads).constants ?? {};
  return { constants };
}

/** Columns of so many rows: lanes side by side have neighbouring columns, as many as there are; the others share the rows. */
export function downColumn({ shared }: Target, rows: number, units: number): Chosen {
  if (!shared) return {};
  const wanted = (MOST * DOWN) / powerOfTwo(rows);
  const across = Math.min(powerOfTwo(units), Math.max(FEWEST_ACROSS, Math.min(wanted, MOST_ACROSS)));
  const LANES = Math.min(powerOfTwo(rows), MOST / across);
  return { constants: { LANES, WORKGROUP: Math.max(LANES * across, LEAST) } };
}

/** The next power of two. */
const powerOfTwo = (number: number) => 2 ** Math.ceil(Math.log2(Math.max(number, 1)));

/** Workgroups for as many sums as a call has. */
export const sharedSums =
  <Params>(sums: (params: Params, sizeOf: SizeOf) => number) =>
  (params: Params, sizeOf: SizeOf) =>
    Math.ceil((sums(params, sizeOf) * sizeOf("LANES")) / sizeOf("WORKGROUP"));
