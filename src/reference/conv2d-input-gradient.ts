import { sizesOf } from "../operations/convolution.js";
import { activationSlope, slopeError } from "./activation.js";
import { conv2d } from "./conv2d.js";
import { forEachMeeting, geometryOf, sumBound } from "./convolution.js";
import { scattered } from "./folded.js";
import { readError } from "./half.js";
import { bound, TINY, type Twin, U } from "./twin.js";
import { forEachCopy } from "./up-sampling2d.js";

/**
 * Twin of the gradient of a convolution's input: dx[r, iy, ix, c] = Σ dz · w, of at most as many products as the kernel
 * has places and output channels. Products of subnormal f16, which may be read as 0, are missing.
 */
export const conv2dInputGradient: Twin = ({ reals, params, constants }, bounds) => {
  const dz = bound(reals, "dz");
  const w = bound(reals, "w");
  const dx = bound(reals, "dx");
  const geometry = geometryOf(params);
  const { in_channels, out_channels } = geometry;
  const sizes = sizesOf(geometry);
  const magnitude = bounds && new Float64Array(sizes.x);
  const missing = new Float64Array(sizes.x);
  const { HALF_DZ, HALF_W } = constants;
  dx.fill(0, 0, sizes.x);
  forEachMeeting(geometry, (fromX, fromW, fromZ) => {
    for (let c = 0; c < in_channels; c++) {
      const row = fromW + c * out_channels;
      for (let o = 0; o < out_channels; o++) {
        const [one, other] = [dz[fromZ + o] as number, w[row + o] as number];
        const term = one * other;
        (dx[fromX + c] as number) += term;
        if (!magnitude) continue;
        (magnitude[fromX + c] as number) += Math.abs(term);
        if (readError(HALF_DZ, one) + readError(HALF_W, other) > 0) (missing[fromX + c] as number) += Math.abs(term);
      }
    }
  });
  const terms = sizes.w / in_channels;
  magnitude?.forEach((sum, i) => {
    if (bounds?.dx) bounds.dx[i] = sumBound(terms, sum) + (missing[i] as number);
  });
};

/**
 * Twin of `conv2d-folded-gradient`: dz is scattered; the convolution's results, off by at most their bound, are added up over
 * the copies of a pixel (Higham §4.2: at most copies · U Σ |terms| more), times the slope of the activation that made x, where
 * there is one. The slope and its product are rounded at most four times, as in `activation-gradient`.
 */
export const conv2dFoldedGradient: Twin = (call, bounds) => {
  const geometry = geometryOf(call.params);
  const { rows, in_height, in_width, in_channels, out_height, out_width, out_channels } = geometry;
  const { ACTIVATION = 0, COPIES_Y = 1, COPIES_X = 1 } = call.constants;
  const images = [rows, in_height, in_width, in_channels] as const;
  const x = scattered(bound(call.reals, "dz"), call.reals.places, images, call.constants);
  const z = new Float64Array(sizesOf(geometry).z);
  const error = new Float64Array(z.length);
  const constants = { FLIPPED: call.constants.FLIPPED ?? 0, HALF_W: call.constants.HALF_W ?? 0 };
  conv2d({ ...call, reals: { x, w: bound(call.reals, "w"), z }, constants }, bounds && { z: error });

  const dx = bound(call.reals, "dx");
  const copies = COPIES_Y * COPIES_X;
  const length = z.length / copies;
  const off = new Float64Array(length);
  const small = { rows, height: out_height / COPIES_Y, width: out_width / COPIES_X, channels: out_channels };
  dx.fill(0, 0, length);
  forEachCopy({ ...small, size_y: COPIES_Y, size_x: COPIES_X }, (from, to) => {
    const [value, bounded] = [z[from] as number, error[from] as number];
    (dx[to] as number) += value;
    (off[to] as number) += bounded + (copies > 1 ? copies * U * (Math.abs(value) + bounded) : 0);
  });
  const y = ACTIVATION === 0 ? undefined : bound(call.reals, "x");
  for (let i = 0; i < length; i++) {
    const slope = y ? activationSlope(ACTIVATION, y[i] as number) : 1;
    const sum = dx[i] as number;
    const value = sum * slope;
    dx[i] = value;
    if (!bounds?.dx) continue;
    const steeper = slopeError(ACTIVATION, y?.[i] ?? 1, call.constants.HALF_X);
    const error = (off[i] as number) * (Math.abs(slope) + steeper) + Math.abs(sum) * steeper;
    bounds.dx[i] = error + (y ? 4 * U * (Math.abs(value) + error) : 0) + TINY;
  }
};
