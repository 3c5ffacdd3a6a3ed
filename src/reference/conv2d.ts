import { sizesOf } from "../operations/convolution.js";
import { activate, activationBound } from "./activation.js";
import { conv2dFlip } from "./conv2d-flip.js";
import { forEachMeeting, geometryOf, sumBound } from "./convolution.js";
import { repeated } from "./folded.js";
import { readError } from "./half.js";
import { bound, type Twin } from "./twin.js";

/**
 * z[r, oy, ox, o] = activate(Σ x · w + b[o]), bias and activation where there are any.
 *
 * Bound: that of a sum of as many products as the kernel has places and input channels, the bias one more term. Products of
 * subnormal f16, which may be read as 0, are missing.
 */
const convolved: Twin = ({ reals, params, constants }, bounds) => {
  const x = bound(reals, "x");
  const w = bound(reals, "w");
  const z = bound(reals, "z");
  const geometry = geometryOf(params);
  const { in_channels, out_channels } = geometry;
  const sizes = sizesOf(geometry);
  const b = constants.HAS_BIAS ? bound(reals, "b") : undefined;
  const magnitude = bounds && new Float64Array(sizes.z);
  const missing = new Float64Array(sizes.z);
  const { HALF_X, HALF_W } = constants;
  for (let i = 0; i < sizes.z; i++) {
    z[i] = b?.[i % out_channels] ?? 0;
    if (magnitude) magnitude[i] = Math.abs(z[i] as number);
  }
  forEachMeeting(geometry, (fromX, fromW, fromZ) => {
    for (let c = 0; c < in_channels; c++) {
      const value = x[fromX + c] as number;
      // Most of a picture of a digit, and half of what a relu gives.
      if (value === 0) continue;
      const row = fromW + c * out_channels;
      const isLost = bounds && readError(HALF_X, value) > 0;
      for (let o = 0; o < out_channels; o++) {
        const weight = w[row + o] as number;
        const term = value * weight;
        (z[fromZ + o] as number) += term;
        if (!magnitude) continue;
        (magnitude[fromZ + o] as number) += Math.abs(term);
        if (isLost || readError(HALF_W, weight) > 0) (missing[fromZ + o] as number) += Math.abs(term);
      }
    }
  });
  const activation = constants.ACTIVATION ?? 0;
  const terms = sizes.w / out_channels + (b ? 1 : 0);
  for (let i = 0; i < sizes.z; i++) {
    const sum = z[i] as number;
    const y = activate(activation, sum);
    z[i] = y;
    if (bounds?.z && magnitude) {
      bounds.z[i] = activationBound(
        activation,
        sum,
        y,
        sumBound(terms, magnitude[i] as number) + (missing[i] as number),
      );
    }
  }
};

/** Twin of every convolution: {@link convolved}, x repeated; when FLIPPED, w is turned round first, as `conv2d-flip` does it. */
export const conv2d: Twin = (call, bounds) => {
  const geometry = geometryOf(call.params);
  const { rows, in_height, in_width, in_channels, kernel_height, kernel_width, out_channels } = geometry;
  const x = repeated(bound(call.reals, "x"), [rows, in_height, in_width, in_channels], call.constants);
  if (!call.constants.FLIPPED) return convolved({ ...call, reals: { ...call.reals, x } }, bounds);
  const v = new Float64Array(sizesOf(geometry).w);
  const sizes = { places: kernel_height * kernel_width, in_channels: out_channels, out_channels: in_channels };
  conv2dFlip({ ...call, reals: { w: bound(call.reals, "w"), v }, params: sizes });
  convolved({ ...call, reals: { ...call.reals, x, w: v } }, bounds);
};
