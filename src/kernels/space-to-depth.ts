import shader from "../../shaders/space-to-depth.wgsl?kernel";
import { type Depth, depthCost, depthWorkgroups } from "./depth.js";
import { kernel } from "./kernel.js";

/** y = x, its blocks of pixels taken for one pixel each. */
export const spaceToDepth = kernel<keyof Depth>(shader, {
  twin: "space-to-depth",
  workgroups: (params) => depthWorkgroups(params, 1),
  cost: depthCost,
});
