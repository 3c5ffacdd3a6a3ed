import { bound, numberOf, type Twin, U } from "./twin.js";

const asFloat = new DataView(new ArrayBuffer(4));

/** Twin of `gather`: x[r, j] = data[order[start + r], j]. Bytes: v / 255, rounded once. Floats: exact. */
export const gather: Twin = ({ reals, words, params, constants, step }, bounds) => {
  const data = bound(words, "data");
  const order = bound(words, "order");
  const x = bound(reals, "x");
  const rows = numberOf(params, "rows");
  const size = numberOf(params, "size");
  for (let r = 0; r < rows; r++) {
    const sample = order[step.start + r] ?? 0;
    for (let j = 0; j < size; j++) {
      const at = sample * size + j;
      const value = constants.BYTES ? byteAt(data, at) / 255 : floatAt(data, at);
      x[r * size + j] = value;
      if (bounds?.x) bounds.x[r * size + j] = constants.BYTES ? U * value : 0;
    }
  }
};

const byteAt = (data: Uint32Array, at: number) => ((data[at >> 2] ?? 0) >>> (8 * (at & 3))) & 0xff;

function floatAt(data: Uint32Array, at: number): number {
  asFloat.setUint32(0, data[at] ?? 0);
  return asFloat.getFloat32(0);
}
