import { sizesOf } from "../kernels/convolution.js";
import { forEachMeeting, geometryOf, sumBound } from "./convolution.js";
import { bound, type Twin } from "./twin.js";

/**
 * Twin of the gradient of a convolution's kernel: dw[ky, kx, c, o] = Σ x · dz, of at most as many products as z has pixels.
 */
export const conv2dKernelGradient: Twin = ({ reals, params }, bounds) => {
  const x = bound(reals, "x");
  const dz = bound(reals, "dz");
  const dw = bound(reals, "dw");
  const geometry = geometryOf(params);
  const { in_channels, out_channels } = geometry;
  const sizes = sizesOf(geometry);
  const magnitude = bounds && new Float64Array(sizes.w);
  dw.fill(0, 0, sizes.w);
  forEachMeeting(geometry, (fromX, fromW, fromZ) => {
    for (let c = 0; c < in_channels; c++) {
      const value = x[fromX + c] as number;
      const row = fromW + c * out_channels;
      for (let o = 0; o < out_channels; o++) {
        const term = value * (dz[fromZ + o] as number);
        (dw[row + o] as number) += term;
        if (magnitude) (magnitude[row + o] as number) += Math.abs(term);
      }
    }
  });
  const terms = sizes.z / out_channels;
  magnitude?.forEach((sum, i) => {
    if (bounds?.dw) bounds.dw[i] = sumBound(terms, sum);
  });
};
