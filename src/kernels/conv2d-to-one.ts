import shader from "../../shaders/conv2d-to-one.wgsl?kernel";
import { epilogueCost, stripsOf } from "./convolution.js";
import { constantIn, kernel } from "./kernel.js";

const WORKGROUP_STRIPS = constantIn(shader, "WORKGROUP_STRIPS");

/** z = activate(x ∗ w + b) of stride 1 from multiples of four channels to one. Its constant WIDE must be `isWide(out_width)`. */
export const conv2dToOne = kernel(shader, {
  twin: "conv2d",
  workgroups: (params) => Math.ceil(stripsOf(params) / WORKGROUP_STRIPS),
  cost: epilogueCost,
});
