import shader from "../../shaders/conv2d-quads.wgsl?raw";
import activation from "../../shaders/lib/activation.wgsl?raw";
import stripSums from "../../shaders/lib/strip-sums.wgsl?raw";
import strips from "../../shaders/lib/strips.wgsl?raw";
import { CONVOLUTION, convolution, epilogueCost, stripsOf } from "./convolution.js";
import { grid } from "./grid.js";
import { constantIn, kernel, read, readWrite } from "./kernel.js";

const WORKGROUP_STRIPS = constantIn(shader, "WORKGROUP_STRIPS");

/** z = activate(x ∗ w + b) of stride 1 where the channels are multiples of four. Its constant WIDE must be `isWide(out_width)`. */
export const conv2dQuads = kernel({
  name: "conv2d-quads",
  twin: "conv2d",
  wgsl: [grid, activation, convolution, strips, stripSums, shader],
  bindings: { x: read, w: read, b: read, z: readWrite },
  params: CONVOLUTION,
  constants: { WIDE: "bool", PLACES: "u32", WHOLE: "bool", HAS_BIAS: "bool", ACTIVATION: "u32" },
  step: false,
  workgroups: (params) => Math.ceil(stripsOf(params) / WORKGROUP_STRIPS) * Math.ceil(params.out_channels / 8),
  cost: (params, constants) => epilogueCost(params, constants),
});
