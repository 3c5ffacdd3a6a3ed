import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** Lanes that share a tensor's sum: `LANES` in the shader (a test compares them). */
export const LANES = 256;

/**
 * Twin of `clip-norm`: g ← g · norm / max(‖g‖, norm), tensor by tensor.
 *
 * Bound: a square meets the roundings of its product, of a lane's sum and of the tree; the root halves them and adds its own;
 * then norm, the division and the product. Where ‖g‖ is so close to norm that the kernel may find it on the other side, not
 * to scale is as little off. Squares below f32's range are lost: up to TINY each of the sum.
 */
export const clipNorm: Twin = ({ reals, words, params }, bounds) => {
  const tensors = bound(words, "tensors");
  const g = bound(reals, "g");
  const limit = numberOf(params, "norm");
  for (let tensor = 0; tensor < numberOf(params, "tensors"); tensor++) {
    const [first = 0, length = 0] = tensors.subarray(2 * tensor, 2 * tensor + 2);
    let sum = 0;
    for (let i = first; i < first + length; i++) sum += (g[i] as number) ** 2;
    const roundings = 1 + Math.ceil(length / LANES) + Math.log2(LANES);
    clip(g, bounds?.g, [first, length], { sum, limit, roundings, lost: length });
  }
};

/** What a tensor is clipped by. */
interface Clip {
  /** Of its squares, exactly. */
  readonly sum: number;
  readonly limit: number;
  /** That the kernel's sum meets, and how many terms of it may be lost below f32's range. */
  readonly roundings: number;
  readonly lost: number;
}

/** Scales the values of a tensor, or of a part of one: `first`, and how many. */
export function clip(
  g: Float64Array,
  bounds: Float64Array | undefined,
  [first, length]: readonly [number, number],
  { sum, limit, roundings, lost }: Clip,
): void {
  const norm = Math.sqrt(sum);
  const scale = norm > limit ? limit / norm : 1;
  const normError = U * (roundings / 2 + ERROR.sqrt) + (sum > 0 ? (TINY * lost) / sum : 0);
  const isNear = norm * (1 + normError + U) >= limit;
  for (let i = first; i < first + length; i++) {
    const value = (g[i] as number) * scale;
    g[i] = value;
    if (bounds) bounds[i] = isNear ? Math.abs(value) * (normError + U * (2 + ERROR.division)) + TINY : 0;
  }
}
