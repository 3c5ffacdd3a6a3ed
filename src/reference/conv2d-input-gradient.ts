import { sizesOf } from "../kernels/convolution.js";
import { forEachMeeting, geometryOf, sumBound } from "./convolution.js";
import { bound, type Twin } from "./twin.js";

/**
 * Twin of the gradient of a convolution's input: dx[r, iy, ix, c] = Σ dz · w, of at most as many products as the kernel
 * has places and output channels.
 */
export const conv2dInputGradient: Twin = ({ reals, params }, bounds) => {
  const dz = bound(reals, "dz");
  const w = bound(reals, "w");
  const dx = bound(reals, "dx");
  const geometry = geometryOf(params);
  const { in_channels, out_channels } = geometry;
  const sizes = sizesOf(geometry);
  const magnitude = bounds && new Float64Array(sizes.x);
  dx.fill(0, 0, sizes.x);
  forEachMeeting(geometry, (fromX, fromW, fromZ) => {
    for (let c = 0; c < in_channels; c++) {
      const row = fromW + c * out_channels;
      for (let o = 0; o < out_channels; o++) {
        const term = (dz[fromZ + o] as number) * (w[row + o] as number);
        (dx[fromX + c] as number) += term;
        if (magnitude) (magnitude[fromX + c] as number) += Math.abs(term);
      }
    }
  });
  const terms = sizes.w / in_channels;
  magnitude?.forEach((sum, i) => {
    if (bounds?.dx) bounds.dx[i] = sumBound(terms, sum);
  });
};
