import shader from "../../shaders/conv2d-flip.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel, type Numbers } from "./kernel.js";

const sizeOf = ({ places, in_channels, out_channels }: Numbers<"places" | "in_channels" | "out_channels">) =>
  places * in_channels * out_channels;

/** A convolution's kernel turned round: with it the gradient of the convolution's input is a convolution. */
export const conv2dFlip = kernel<"places" | "in_channels" | "out_channels">(shader, {
  twin: "conv2d-flip",
  workgroups: (params) => workgroupsFor(sizeOf(params)),
  cost: (params) => ({ flops: 0, bytes: 8 * sizeOf(params) }),
});
