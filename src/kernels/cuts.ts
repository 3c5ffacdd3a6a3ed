/**
 * How the fast kernels for images cut up their work: what a plan must know without loading them. The numbers stand in
 * their shaders as well; the kernels' tests compare them.
 */

/** Images in a part of the batch, in `conv2d-kernel-gradient-quads` and `conv2d-kernel-gradient-from-one`. */
export const IMAGES = 2;

/** Rows in a part, in `bias-gradient-tall`. */
export const ROWS = 512;

/** Values in a block, in `conv2d-gradient-sums`. */
export const VALUES = 16;

/**
 * The constant `WIDE` of the convolutions that compute strips of pixels: whether strips of 16 cover a line of `width` pixels
 * with less work than strips of 8. A strip loads two pixels more than it computes, and its weights.
 */
export function isWide(width: number): boolean {
  const work = (strip: number) => Math.ceil(width / strip) * (strip + 3);
  return work(16) < work(8);
}

/**
 * How many places side by side of a kernel of `width` a round of the fast convolutions takes: their constants `PLACES`, two or
 * three, whichever leaves fewer over, and `WHOLE`, whether none is left over.
 */
export function placesAcross(width: number): { readonly PLACES: number; readonly WHOLE: number } {
  const covered = (places: number) => Math.ceil(width / places) * places;
  const PLACES = covered(2) < covered(3) ? 2 : 3;
  return { PLACES, WHOLE: Number(width % PLACES === 0) };
}
