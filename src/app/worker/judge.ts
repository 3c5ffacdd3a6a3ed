import { bceByKerasBackend } from "../../experiments/math/cross-entropy.js";
import { meanSquaredError } from "../../experiments/math/image-error.js";
import { unitValues } from "../../experiments/samples.js";
import type { Dataset, Values } from "../../index.js";
import type { Judgement } from "./compare-protocol.js";

/** What draws samples again, row after row. */
export type Redraw = (values: Values) => Promise<Float32Array>;

/** Values drawn at a time: what comes of large pictures must not fill the memory. */
const CHUNK = 4_000_000;

/**
 * How well `redraw` draws the samples, in double precision.
 * @param report is told the share that is done
 */
export async function judge(
  redraw: Redraw,
  { data, count, mask }: Dataset,
  report: (share: number) => void,
): Promise<Judgement> {
  const size = data.length / count;
  const rows = Math.max(1, Math.floor(CHUNK / size));
  const errors = new Float32Array(count);
  let [bce, mse, unit] = [0, 0, true];
  for (let first = 0; first < count; first += rows) {
    const chunk = data.subarray(first * size, (first + rows) * size);
    const drawn = await redraw(chunk);
    const targets = unitValues({ data: chunk });
    unit &&= targets.every((value) => value >= 0 && value <= 1);
    for (let at = 0; at < targets.length; at += size) {
      const known = (values: Float32Array) => knownOf(values.subarray(at, at + size), mask, first * size + at);
      const [target, value] = [known(targets), known(drawn)];
      const error = meanSquaredError(target, value);
      errors[first + at / size] = error;
      mse += error / count;
      if (unit) bce += bceByKerasBackend(target, value) / count;
    }
    report(Math.min(1, (first + rows) / count));
  }
  return { mse, errors, ...(unit && { bce }) };
}

/** Without what is missing, which nobody can draw rightly or wrongly. */
function knownOf(values: Float32Array, mask: Uint8Array | undefined, offset: number): Float32Array {
  return mask ? values.filter((_, at) => mask[offset + at] !== 0) : values;
}
