import { bound, numberOf, TINY, type Twin, U } from "./twin.js";
import { forEachCopy } from "./up-sampling2d.js";

/** Twin of `up-sampling2d-gradient`: a sum of size_y · size_x terms. */
export const upSampling2dGradient: Twin = ({ reals, params }, bounds) => {
  const dy = bound(reals, "dy");
  const dx = bound(reals, "dx");
  const copies = numberOf(params, "size_y") * numberOf(params, "size_x");
  const size =
    numberOf(params, "rows") * numberOf(params, "height") * numberOf(params, "width") * numberOf(params, "channels");
  const magnitude = new Float64Array(size);
  dx.fill(0, 0, size);
  forEachCopy(params, (large, small) => {
    (dx[small] as number) += dy[large] as number;
    (magnitude[small] as number) += Math.abs(dy[large] as number);
  });
  magnitude.forEach((sum, i) => {
    if (bounds?.dx) bounds.dx[i] = copies * U * sum + TINY;
  });
};
