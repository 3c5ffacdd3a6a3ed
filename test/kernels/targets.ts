import { randomFloats } from "../harness/kernel-check.js";

/** What a binary cross-entropy is asked to reproduce: a third zeros, a third ones, the rest between. */
export function targets(length: number, seed: number): Float32Array {
  return randomFloats(length, seed, -1, 2).map((value) => Math.min(Math.max(value, 0), 1));
}
