import { ROWS } from "../kernels/cuts.js";
import type { Numbers } from "../kernels/kernel.js";
import { clipInParts } from "./clip-in-parts.js";
import type { Call, Plan } from "./plan.js";

/**
 * Spreads the sums of a plan over the lanes of a GPU: where one invocation has a whole row or column of values, which suits a
 * software adapter, several share it (`lib/lanes.wgsl`). The calls stay the same otherwise, but for
 * norms of gradients, {@link clipInParts}.
 */
export function spread(plan: Plan): Plan {
  const buffers = new Map(plan.buffers);
  const calls = plan.calls.flatMap((call) =>
    call.kernel === "clip-norm" ? clipInParts(call, buffers) : [spreadCall(call)],
  );
  return { ...plan, buffers, calls };
}

/** Invocations in a workgroup: at least so that a wave of the widest GPUs is full, at most as every adapter allows. */
const LEAST = 64;
const MOST = 256;

/** Columns that lanes read side by side: from the 32 bytes that a GPU loads at least to the 128 of a line of its cache. */
const FEWEST_ACROSS = 8;
const MOST_ACROSS = 32;

/** Values of a column that a lane should add up, before lanes meet. */
const DOWN = 8;

function spreadCall(call: Call): Call {
  const constants = SPREADS[call.kernel]?.(call.params);
  if (!constants) return call;
  // Four columns to a lane are four times as few lanes.
  const kernel = call.kernel === "bias-gradient-quads" ? "bias-gradient" : call.kernel;
  return { ...call, kernel, constants: { ...call.constants, ...constants } };
}

/** Kernels that sum along rows, a value a load. */
const OF_ROWS = [
  "activity-penalty",
  "bce-loss",
  "categorical-crossentropy-gradient",
  "categorical-crossentropy-loss",
  "kl-loss",
  "loss-and-gradient",
  "mask-weights",
  "masked-metric",
  "metric",
  "mse-loss",
  "softmax",
  "softmax-gradient",
];

const SPREADS: Readonly<Record<string, (params: Numbers) => Numbers>> = {
  ...Object.fromEntries(OF_ROWS.map((kernel) => [kernel, ({ size = 1 }) => alongRow(size)])),
  "loss-and-gradient-quads": ({ size = 4 }) => alongRow(size / 4),
  "bias-gradient": ({ rows = 1, units = 1 }) => downColumn(rows, units),
  "bias-gradient-quads": ({ rows = 1, units = 1 }) => downColumn(rows, units),
  "bias-gradient-tall": ({ units = 1 }) => downColumn(ROWS, units),
  "batch-mean": ({ rows = 1 }) => ({ WORKGROUP: alongRow(rows).WORKGROUP }),
};

/** A row of so many loads, each a lane's own if a workgroup has as many. */
function alongRow(loads: number): { LANES: number; WORKGROUP: number } {
  const LANES = Math.min(powerOfTwo(loads), MOST);
  return { LANES, WORKGROUP: Math.max(LANES, LEAST) };
}

/** Columns of so many rows: lanes side by side have neighbouring columns, as many as there are; the others share the rows. */
function downColumn(rows: number, units: number): { LANES: number; WORKGROUP: number } {
  const wanted = (MOST * DOWN) / powerOfTwo(rows);
  const across = Math.min(powerOfTwo(units), Math.max(FEWEST_ACROSS, Math.min(wanted, MOST_ACROSS)));
  const LANES = Math.min(powerOfTwo(rows), MOST / across);
  return { LANES, WORKGROUP: Math.max(LANES * across, LEAST) };
}

/** The next power of two. */
const powerOfTwo = (number: number) => 2 ** Math.ceil(Math.log2(Math.max(number, 1)));
