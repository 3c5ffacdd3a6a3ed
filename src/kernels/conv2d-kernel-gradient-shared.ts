import shader from "../../shaders/conv2d-kernel-gradient-shared.wgsl?kernel";
import { type Convolution, convolutionCost, sizesOf } from "./convolution.js";
import { kernel } from "./kernel.js";
import { type Tile, tilesOf } from "./tiles.js";

/** The gradients of the kernel and the bias of a convolution of stride 1, in parts, for GPUs with many lanes. */
export const conv2dKernelGradientShared = kernel<
  keyof Convolution,
  | keyof Tile
  | "HAS_BIAS"
  | "TILES"
  | "REPEAT_Y"
  | "REPEAT_X"
  | "WINDOW_Y"
  | "WINDOW_X"
  | "POOLED_HEIGHT"
  | "POOLED_WIDTH"
>(shader, {
  twin: "conv2d-kernel-gradient",
  workgroups: (params, constants) => {
    const { PLACES = 1, QUADS = 1, GROUPS = 1, TILES = 1 } = constants;
    const { kernel_height, kernel_width, in_channels, out_channels } = params;
    const blocks =
      Math.ceil((kernel_height * kernel_width) / PLACES) *
      Math.ceil(in_channels / (4 * QUADS)) *
      Math.ceil(out_channels / (4 * GROUPS));
    return blocks * Math.ceil(tilesOf(params, constants) / TILES);
  },
  cost: (params, constants) => {
    const { flops, bytes } = convolutionCost(params);
    const { x, w, z } = sizesOf(params);
    const { HAS_BIAS, TILES, REPEAT_Y, REPEAT_X, WINDOW_Y, WINDOW_X, POOLED_HEIGHT, POOLED_WIDTH } = constants;
    const isPooled = WINDOW_Y * WINDOW_X > 1;
    const pooled = params.rows * POOLED_HEIGHT * POOLED_WIDTH * params.out_channels * (isPooled ? 2 : 1);
    const parts = Math.ceil(tilesOf(params, constants) / TILES);
    return {
      flops: flops + z * HAS_BIAS,
      bytes:
        bytes +
        4 * (x / (REPEAT_Y * REPEAT_X) - x + pooled - z + (parts - 1) * w + parts * params.out_channels * HAS_BIAS),
    };
  },
});
