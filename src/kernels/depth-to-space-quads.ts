import shader from "../../shaders/depth-to-space-quads.wgsl?raw";
import { depthWorkgroups } from "./depth.js";
import { depthToSpace } from "./depth-to-space.js";
import { kernel } from "./kernel.js";

/** `depth-to-space` where the channels are multiples of four. */
export const depthToSpaceQuads = kernel({
  ...depthToSpace,
  name: "depth-to-space-quads",
  wgsl: [...depthToSpace.wgsl.slice(0, -1), shader],
  workgroups: (params) => depthWorkgroups(params, 4),
});
