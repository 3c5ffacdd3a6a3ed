import shader from "../../shaders/conv2d-from-one.wgsl?kernel";
import { epilogueCost, stripsOf } from "./convolution.js";
import { constantIn, kernel } from "./kernel.js";

const WORKGROUP_STRIPS = constantIn(shader, "WORKGROUP_STRIPS");

/** z = activate(x ∗ w + b) of stride 1 from one channel to multiples of four. Its constant WIDE must be `isWide(out_width)`. */
export const conv2dFromOne = kernel(shader, {
  twin: "conv2d",
  workgroups: (params) => Math.ceil(stripsOf(params) / WORKGROUP_STRIPS) * Math.ceil(params.out_channels / 8),
  cost: epilogueCost,
});
