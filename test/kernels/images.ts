import fc from "fast-check";
import type { Convolution } from "../../src/operations/convolution.js";
import type { Pooling } from "../../src/operations/images.js";

/** A convolution or pooling as a model names it, per axis. */
export interface Axis {
  readonly length: number;
  readonly size: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
}

/** Keras's output length and padding before the first pixel; an odd rest goes behind the last. */
function placed({ length, size, stride, padding }: Axis): { out: number; before: number } {
  if (padding === "valid") return { out: Math.floor((length - size) / stride) + 1, before: 0 };
  const out = Math.ceil(length / stride);
  return { out, before: Math.floor(Math.max((out - 1) * stride + size - length, 0) / 2) };
}

/** The geometry of a convolution over images. */
export function convolutionOf(rows: number, y: Axis, x: Axis, in_channels: number, out_channels: number): Convolution {
  const [down, across] = [placed(y), placed(x)];
  return {
    rows,
    in_height: y.length,
    in_width: x.length,
    in_channels,
    out_height: down.out,
    out_width: across.out,
    out_channels,
    kernel_height: y.size,
    kernel_width: x.size,
    stride_y: y.stride,
    stride_x: x.stride,
    pad_top: down.before,
    pad_left: across.before,
  };
}

/** The geometry of a pooling over images. */
export function poolingOf(rows: number, y: Axis, x: Axis, channels: number): Pooling {
  const [down, across] = [placed(y), placed(x)];
  return {
    rows,
    in_height: y.length,
    in_width: x.length,
    channels,
    out_height: down.out,
    out_width: across.out,
    pool_y: y.size,
    pool_x: x.size,
    stride_y: y.stride,
    stride_x: x.stride,
    pad_top: down.before,
    pad_left: across.before,
  };
}

/** Axes on which a window fits: one, primes, multiples of four and their neighbours. */
export function anyAxis(lengths: readonly number[], sizes: readonly number[], strides: readonly number[]) {
  return fc
    .record({
      length: fc.constantFrom(...lengths),
      size: fc.constantFrom(...sizes),
      stride: fc.constantFrom(...strides),
      padding: fc.constantFrom("same" as const, "valid" as const),
    })
    .filter(({ length, size, padding }) => padding === "same" || size <= length);
}

/** Convolutions of the Keras blog's convolutional model, with few images. */
export function blogConvolution(length: number, inChannels: number, outChannels: number, padding: "same" | "valid") {
  const axis = { length, size: 3, stride: 1, padding } as const;
  return convolutionOf(3, axis, axis, inChannels, outChannels);
}
