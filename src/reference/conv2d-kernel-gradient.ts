import { sizesOf } from "../kernels/convolution.js";
import { IMAGES } from "../kernels/cuts.js";
import { forEachMeeting, geometryOf, sumBound } from "./convolution.js";
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
