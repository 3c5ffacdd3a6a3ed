import type { Convolution } from "../kernels/convolution.js";
import type { Call } from "./plan.js";

/** Stride 1, and every place of the kernel sees some pixel: then the gradients are convolutions as well. */
export function isPlain({ stride_y, stride_x, pad_top, pad_left, kernel_height, kernel_width }: Convolution): boolean {
  return stride_y === 1 && stride_x === 1 && pad_top < kernel_height && pad_left < kernel_width;
}

/** Whether a convolution takes each pixel by itself: a matrix product over pixels. */
export function isPointwise({ params }: Call): boolean {
  const { kernel_height, kernel_width, stride_y, stride_x } = params as Convolution;
  return kernel_height * kernel_width * stride_y * stride_x === 1;
}

/** The convolution back from z to x, whose kernel is turned round. */
export function reversed(params: Convolution): Convolution {
  return {
    ...params,
    in_height: params.out_height,
    in_width: params.out_width,
    in_channels: params.out_channels,
    out_height: params.in_height,
    out_width: params.in_width,
    out_channels: params.in_channels,
    pad_top: params.kernel_height - 1 - params.pad_top,
    pad_left: params.kernel_width - 1 - params.pad_left,
  };
}

/** What `lib/repeated.wgsl` and `lib/scattered.wgsl` are told of images as they are. */
export const NOT_REPEATED = { REPEAT_Y: 1, REPEAT_X: 1 };
export const notScattered = (height: number, width: number) => ({
  WINDOW_Y: 1,
  WINDOW_X: 1,
  POOLED_HEIGHT: height,
  POOLED_WIDTH: width,
});
