import { kernelGradientParts, sizesOf } from "../operations/convolution.js";
import { forEachMeeting, geometryOf, sumBound } from "./convolution.js";
import { repeated, scattered } from "./folded.js";
import { readError } from "./half.js";
import { bound, type Twin } from "./twin.js";

/**
 * Twin of the gradient of a convolution's kernel: dw[part, ky, kx, c, o] = Σ x · dz over the pixels of z in the part: all, or
 * those of TILES tiles of IMAGES × LINES × COLUMNS. Behind its kernel a part has the sums of dz, when HAS_BIAS. x is repeated and
 * dz scattered; FLIPPED, the places of the kernel are written in reverse. A sum has at most as many terms as a part has pixels.
 * Products of subnormal f16, which may be read as 0, are missing.
 */
export const conv2dKernelGradient: Twin = ({ reals, params, constants }, bounds) => {
  const geometry = geometryOf(params);
  const { rows, in_height, in_width, in_channels, out_channels, out_height, out_width } = geometry;
  const x = repeated(bound(reals, "x"), [rows, in_height, in_width, in_channels], constants);
  const images = [rows, out_height, out_width, out_channels] as const;
  const dz = scattered(bound(reals, "dz"), reals.places, images, constants);
  const dw = bound(reals, "dw");
  const { IMAGES = rows, LINES = out_height, COLUMNS = out_width, TILES = 1, HAS_BIAS = 0 } = constants;
  const { w, z } = sizesOf(geometry);
  const matrix = in_channels * out_channels;
  const size = w + HAS_BIAS * out_channels;
  const length = size * kernelGradientParts(geometry, { IMAGES, LINES, COLUMNS, TILES });
  const magnitude = bounds && new Float64Array(length);
  dw.fill(0, 0, length);

  const across = Math.ceil(out_width / COLUMNS);
  const down = Math.ceil(out_height / LINES);
  const beginOf = (fromZ: number) => {
    const pixel = Math.floor(fromZ / out_channels);
    const ox = pixel % out_width;
    const oy = Math.floor(pixel / out_width) % out_height;
    const r = Math.floor(pixel / (out_width * out_height));
    const tile = (Math.floor(r / IMAGES) * down + Math.floor(oy / LINES)) * across + Math.floor(ox / COLUMNS);
    return Math.floor(tile / TILES) * size;
  };
  const missing = new Float64Array(length);
  const { HALF_X, HALF_DZ } = constants;
  const add = (to: number, one: number, other: number) => {
    const term = one * other;
    (dw[to] as number) += term;
    if (!magnitude) return;
    (magnitude[to] as number) += Math.abs(term);
    if (readError(HALF_X, one) + readError(HALF_DZ, other) > 0) (missing[to] as number) += Math.abs(term);
  };
  forEachMeeting(geometry, (fromX, fromW, fromZ) => {
    const begin = beginOf(fromZ) + (constants.FLIPPED ? w - matrix - fromW : fromW);
    for (let c = 0; c < in_channels; c++) {
      const value = x[fromX + c] as number;
      if (value === 0) continue;
      for (let o = 0; o < out_channels; o++) add(begin + c * out_channels + o, value, dz[fromZ + o] as number);
    }
  });
  for (let i = 0; HAS_BIAS && i < z; i++) add(beginOf(i) + w + (i % out_channels), 1, dz[i] as number);
  const terms = TILES * IMAGES * LINES * COLUMNS;
  magnitude?.forEach((sum, i) => {
    if (bounds?.dw) bounds.dw[i] = sumBound(terms, sum) + (missing[i] as number);
  });
};
