import { randomFloats } from "../harness/kernel-check.js";

/** What a classifier is asked for: one class of each row. */
export function oneHotTargets(rows: number, size: number, seed: number): Float32Array {
  const t = new Float32Array(rows * size);
  for (const [row, place] of randomFloats(rows, seed, 0, size).entries()) t[row * size + Math.floor(place)] = 1;
  return t;
}
