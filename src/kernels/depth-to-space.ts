import shader from "../../shaders/depth-to-space.wgsl?raw";
import { DEPTH, depth, depthCost, depthWorkgroups } from "./depth.js";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** x = y: back from `space-to-depth`. */
export const depthToSpace = kernel({
  name: "depth-to-space",
  twin: "depth-to-space",
  wgsl: [grid, depth, shader],
  bindings: { y: read, x: readWrite },
  params: DEPTH,
  constants: {},
  step: false,
  workgroups: (params) => depthWorkgroups(params, 1),
  cost: depthCost,
});
