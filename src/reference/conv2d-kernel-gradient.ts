import { sizesOf } from "../kernels/convolution.js";
import { IMAGES } from "../kernels/cuts.js";
import { tilesOf } from "../kernels/tiles.js";
import { forEachMeeting, geometryOf, sumBound } from "./convolution.js";
import { repeated, scattered } from "./folded.js";
import { bound, type Twin } from "./twin.js";

/**
 * Twin of the gradient of a convolution's kernel: dw[part, ky, kx, c, o] = Σ x · dz over the images of the part, of at most
 * as many products as z has pixels there. FLIPPED, the places of the kernel are written in reverse.
 * @param imagesOf how many of the batch's rows are in a part
 */
function kernelGradient(imagesOf: (rows: number) => number): Twin {
  return ({ reals, params, constants }, bounds) => {
    const x = bound(reals, "x");
    const dz = bound(reals, "dz");
    const dw = bound(reals, "dw");
    const geometry = geometryOf(params);
    const { rows, in_channels, out_channels, out_height, out_width } = geometry;
    const sizes = sizesOf(geometry);
    const images = imagesOf(rows);
    const matrix = in_channels * out_channels;
    const magnitude = bounds && new Float64Array(Math.ceil(rows / images) * sizes.w);
    dw.fill(0, 0, Math.ceil(rows / images) * sizes.w);
    forEachMeeting(geometry, (fromX, fromW, fromZ) => {
      const part = Math.floor(fromZ / (images * out_height * out_width * out_channels));
      const place = part * sizes.w + (constants.FLIPPED ? sizes.w - matrix - fromW : fromW);
      for (let c = 0; c < in_channels; c++) {
        const value = x[fromX + c] as number;
        const row = place + c * out_channels;
        for (let o = 0; o < out_channels; o++) {
          const term = value * (dz[fromZ + o] as number);
          (dw[row + o] as number) += term;
          if (magnitude) (magnitude[row + o] as number) += Math.abs(term);
        }
      }
    });
    const terms = images * out_height * out_width;
    magnitude?.forEach((sum, i) => {
      if (bounds?.dw) bounds.dw[i] = sumBound(terms, sum);
    });
  };
}

/** Of `conv2d-kernel-gradient`: all in one part. */
export const conv2dKernelGradient = kernelGradient((rows) => rows);

/** Of `conv2d-kernel-gradient-quads` and `conv2d-kernel-gradient-from-one`. */
export const conv2dKernelGradientParts = kernelGradient(() => IMAGES);

/**
 * Of `conv2d-kernel-gradient-shared`: a part has TILES tiles of IMAGES × LINES × COLUMNS pixels of z, and behind its kernel
 * the sums of dz, when HAS_BIAS; x is repeated and dz scattered. A sum has at most as many terms as those tiles have pixels.
 */
export const conv2dKernelGradientShared: Twin = ({ reals, params, constants }, bounds) => {
  const geometry = geometryOf(params);
  const { rows, in_height, in_width, in_channels, out_channels, out_height, out_width } = geometry;
  const x = repeated(bound(reals, "x"), [rows, in_height, in_width, in_channels], constants);
  const images = [rows, out_height, out_width, out_channels] as const;
  const dz = scattered(bound(reals, "dz"), reals.places, images, constants);
  const dw = bound(reals, "dw");
  const { IMAGES = 1, LINES = 1, COLUMNS = 1, TILES = 1, HAS_BIAS = 0 } = constants;
  const { w, z } = sizesOf(geometry);
  const size = w + HAS_BIAS * out_channels;
  const length = size * Math.ceil(tilesOf(geometry, { IMAGES, LINES, COLUMNS }) / TILES);
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
  const add = (to: number, term: number) => {
    (dw[to] as number) += term;
    if (magnitude) (magnitude[to] as number) += Math.abs(term);
  };
  forEachMeeting(geometry, (fromX, fromW, fromZ) => {
    const begin = beginOf(fromZ) + fromW;
    for (let c = 0; c < in_channels; c++) {
      const value = x[fromX + c] as number;
      for (let o = 0; o < out_channels; o++) add(begin + c * out_channels + o, value * (dz[fromZ + o] as number));
    }
  });
  for (let i = 0; HAS_BIAS && i < z; i++) add(beginOf(i) + w + (i % out_channels), dz[i] as number);
  const terms = TILES * IMAGES * LINES * COLUMNS;
  magnitude?.forEach((sum, i) => {
    if (bounds?.dw) bounds.dw[i] = sumBound(terms, sum);
  });
};
