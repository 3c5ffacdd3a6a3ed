import type { Convolution } from "../operations/convolution.js";
import type { Numbers } from "../operations/operation.js";

/**
 * How the convolutions that share what they load cut up their work: what a plan must know without loading them. Words of
 * workgroup memory count in fours.
 */

/** Pixels of z that a workgroup takes at a time; only a tile of whole images has several. */
export type Tile = Numbers<"IMAGES" | "LINES" | "COLUMNS">;

/** Tiles that cover z. */
export function tilesOf(
  { rows, out_height, out_width }: Convolution,
  { IMAGES = 1, LINES = 1, COLUMNS = 1 }: Partial<Tile>,
) {
  return Math.ceil(rows / IMAGES) * Math.ceil(out_height / LINES) * Math.ceil(out_width / COLUMNS);
}

/** Pixels of z that must lie in the same tile. */
export type Window = readonly [height: number, width: number];

/**
 * Tiles of at most `most` pixels, all of about the same size, whole lines and images where they fit; of one window where not
 * even that fits.
 */
export function tileOf(params: Convolution, most: number, [height, width]: Window = [1, 1]): Tile {
  const windows = Math.floor(most / (height * width));
  const across = Math.ceil(params.out_width / width);
  const down = Math.ceil(params.out_height / height);
  const columns = evenly(across, windows);
  const lines = columns < across ? 1 : evenly(down, Math.floor(windows / columns));
  const isWhole = columns === across && lines === down;
  const IMAGES = isWhole ? evenly(params.rows, Math.floor(windows / (lines * columns))) : 1;
  return { IMAGES, LINES: lines * height, COLUMNS: columns * width };
}

/** Fours from one plane of a tile's patch to the next, `plane` of `lib/patch.wgsl`. */
export function planeOf({ kernel_height, kernel_width }: Convolution, { IMAGES, LINES, COLUMNS }: Tile): number {
  return (IMAGES * (LINES + kernel_height - 1) * (COLUMNS + kernel_width - 1)) | 1;
}

/** The length of pieces, at most `most`, that cut up `length` into as few as those. */
export const evenly = (length: number, most: number) => Math.ceil(length / Math.ceil(length / Math.max(most, 1)));
