import shader from "../../shaders/conv2d-shared.wgsl?raw";
import activation from "../../shaders/lib/activation.wgsl?raw";
import patch from "../../shaders/lib/patch.wgsl?raw";
import { CONVOLUTION, convolution, epilogueCost } from "./convolution.js";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { tilesOf } from "./tiles.js";

/** z = activate(x ∗ w + b) of stride 1, for GPUs with many lanes; FLIPPED, w is that of the convolution whose input's gradient it is. */
export const conv2dShared = kernel({
  name: "conv2d-shared",
  twin: "conv2d",
  wgsl: [grid, activation, convolution, patch, shader],
  bindings: { x: read, w: read, b: read, z: readWrite },
  params: CONVOLUTION,
  constants: {
    KERNEL_HEIGHT: "u32",
    KERNEL_WIDTH: "u32",
    IMAGES: "u32",
    LINES: "u32",
    COLUMNS: "u32",
    QUADS: "u32",
    DEPTHS: "u32",
    NARROW: "bool",
    FLIPPED: "bool",
    HAS_BIAS: "bool",
    ACTIVATION: "u32",
  },
  sizes: ["LANES", "ACROSS", "PIXELS", "FOURS"],
  step: false,
  workgroups: (params, constants) =>
    tilesOf(params, constants) * Math.ceil(params.out_channels / (4 * (constants.ACROSS ?? 1))),
  cost: (params, constants) => epilogueCost(params, constants),
});
