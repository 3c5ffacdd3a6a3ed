import shader from "../../shaders/conv2d-kernel-gradient-shared.wgsl?raw";
import patch from "../../shaders/lib/patch.wgsl?raw";
import repeated from "../../shaders/lib/repeated.wgsl?raw";
import scattered from "../../shaders/lib/scattered.wgsl?raw";
import { CONVOLUTION, convolution, convolutionCost, sizesOf } from "./convolution.js";
import { REPEATED, SCATTERED } from "./convolved.js";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { tilesOf } from "./tiles.js";

/** The gradients of the kernel and the bias of a convolution of stride 1, in parts, for GPUs with many lanes. */
export const conv2dKernelGradientShared = kernel({
  name: "conv2d-kernel-gradient-shared",
  twin: "conv2d-kernel-gradient",
  wgsl: [grid, convolution, patch, repeated, scattered, shader],
  bindings: { x: read, dz: read, places: read, dw: readWrite },
  params: CONVOLUTION,
  constants: {
    ...REPEATED,
    ...SCATTERED,
    KERNEL_HEIGHT: "u32",
    KERNEL_WIDTH: "u32",
    IMAGES: "u32",
    LINES: "u32",
    COLUMNS: "u32",
    TILES: "u32",
    PLACES: "u32",
    QUADS: "u32",
    GROUPS: "u32",
    SLICES: "u32",
    DEPTHS: "u32",
    NARROW: "bool",
    HAS_BIAS: "bool",
  },
  sizes: ["LANES", "FOURS"],
  step: false,
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
