import shader from "../../shaders/space-to-depth.wgsl?raw";
import { DEPTH, depth, depthCost, depthWorkgroups } from "./depth.js";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** y = x, its blocks of pixels taken for one pixel each. */
export const spaceToDepth = kernel({
  name: "space-to-depth",
  twin: "space-to-depth",
  wgsl: [grid, depth, shader],
  bindings: { x: read, y: readWrite },
  params: DEPTH,
  constants: {},
  step: false,
  workgroups: (params) => depthWorkgroups(params, 1),
  cost: depthCost,
});
