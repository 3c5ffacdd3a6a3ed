import shader from "../../shaders/conv2d-kernel-gradient-shared.wgsl?raw";
import patch from "../../shaders/lib/patch.wgsl?raw";
import { CONVOLUTION, convolution, convolutionCost, sizesOf } from "./convolution.js";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { tilesOf } from "./tiles.js";

/** The gradients of the kernel and the bias of a convolution of stride 1, in parts, for GPUs with many lanes. */
export const conv2dKernelGradientShared = kernel({
  name: "conv2d-kernel-gradient-shared",
  twin: "conv2d-kernel-gradient",
  wgsl: [grid, convolution, patch, shader],
  bindings: { x: read, dz: read, dw: readWrite },
  params: CONVOLUTION,
  constants: {
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
    const { w, z } = sizesOf(params);
    const { HAS_BIAS, TILES } = constants;
    const parts = Math.ceil(tilesOf(params, constants) / TILES);
    return {
      flops: flops + z * HAS_BIAS,
      bytes: bytes + 4 * ((parts - 1) * w + parts * params.out_channels * HAS_BIAS),
    };
  },
});
