import { activationSlope, slopeError } from "./activation.js";
import { readError } from "./half.js";
import { forEachWindow } from "./pooling.js";
import { bound, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `max-pool2d-gradient`: dx gathers dy of the windows whose first largest value it is, times the slope of the
 * activation that made x, where there is one. Where windows overlap, a sum of at most pool_y · pool_x terms; one term alone
 * is exact. The slope and its product are rounded at most four times, as in `activation-gradient`. Where
 * the largest value is a subnormal f16, which may be read as 0 or not, any place of the window may be taken for its.
 */
export const maxPool2dGradient: Twin = ({ reals, params, constants }, bounds) => {
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  const dy = bound(reals, "dy");
  const dx = bound(reals, "dx");
  const { in_height = 0, in_width = 0, channels = 0, rows = 0 } = params;
  const size = rows * in_height * in_width * channels;
  const magnitude = new Float64Array(size);
  const terms = new Uint32Array(size);
  const unsure = new Float64Array(size);
  dx.fill(0, 0, size);
  forEachWindow(params, (from, window) => {
    const largest = window.find((pixel) => x[pixel] === y[from]);
    if (largest === undefined) return;
    const gradient = dy[from] as number;
    if (readError(constants.HALF_X || constants.HALF_Y, y[from] as number) > 0) {
      for (const pixel of window) (unsure[pixel] as number) += Math.abs(gradient);
    }
    (dx[largest] as number) += gradient;
    (magnitude[largest] as number) += Math.abs(gradient);
    (terms[largest] as number) += 1;
  });
  const { ACTIVATION = 0 } = constants;
  magnitude.forEach((sum, i) => {
    const slope = activationSlope(ACTIVATION, x[i] as number);
    const count = terms[i] as number;
    const gathered = dx[i] as number;
    const value = gathered * slope;
    dx[i] = value;
    if (!bounds?.dx) return;
    if (count > 1) bounds.dx[i] = count * U * sum * Math.abs(slope) + TINY;
    if (ACTIVATION !== 0) (bounds.dx[i] as number) += 4 * U * Math.abs(value) + TINY;
    const steeper = slopeError(ACTIVATION, x[i] as number, constants.HALF_X);
    const more = unsure[i] as number;
    if (more + steeper > 0) {
      (bounds.dx[i] as number) += more * (Math.abs(slope) + steeper) + Math.abs(gathered) * steeper;
    }
  });
};
