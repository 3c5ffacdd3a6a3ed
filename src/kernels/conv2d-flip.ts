import shader from "../../shaders/conv2d-flip.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, type Numbers, read, readWrite } from "./kernel.js";

const sizeOf = ({ places, in_channels, out_channels }: Numbers<"places" | "in_channels" | "out_channels">) =>
  places * in_channels * out_channels;

/** A convolution's kernel turned round: with it the gradient of the convolution's input is a convolution. */
export const conv2dFlip = kernel({
  name: "conv2d-flip",
  twin: "conv2d-flip",
  wgsl: [grid, shader],
  bindings: { w: read, v: readWrite },
  params: { places: "u32", in_channels: "u32", out_channels: "u32" },
  constants: {},
  step: false,
  workgroups: (params) => workgroupsFor(sizeOf(params)),
  cost: (params) => ({ flops: 0, bytes: 8 * sizeOf(params) }),
});
