import { activationSlope, slopeError } from "./activation.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";
import { forEachCopy } from "./up-sampling2d.js";

/**
 * Twin of `up-sampling2d-gradient`: a sum of size_y · size_x terms, times the slope of the activation that made x, where there
 * is one. The slope and its product are rounded at most four times, as in `activation-gradient`.
 */
export const upSampling2dGradient: Twin = ({ reals, params, constants }, bounds) => {
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
  const { ACTIVATION = 0 } = constants;
  const x = ACTIVATION === 0 ? undefined : bound(reals, "x");
  magnitude.forEach((sum, i) => {
    const slope = x ? activationSlope(ACTIVATION, x[i] as number) : 1;
    const total = dx[i] as number;
    const value = total * slope;
    dx[i] = value;
    if (!bounds?.dx) return;
    const steeper = slopeError(ACTIVATION, x?.[i] ?? 1, constants.HALF_X);
    bounds.dx[i] = copies * U * sum * (Math.abs(slope) + steeper) + (x ? 4 * U * Math.abs(value) : 0) + TINY;
    bounds.dx[i] += Math.abs(total) * steeper;
  });
};
