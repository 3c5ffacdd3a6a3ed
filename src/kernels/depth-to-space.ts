import shader from "../../shaders/depth-to-space.wgsl?kernel";
import { type Depth, depthCost, depthWorkgroups } from "./depth.js";
import { kernel } from "./kernel.js";

/** x = y: back from `space-to-depth`. */
export const depthToSpace = kernel<keyof Depth>(shader, {
  twin: "depth-to-space",
  workgroups: (params) => depthWorkgroups(params, 1),
  cost: depthCost,
});
