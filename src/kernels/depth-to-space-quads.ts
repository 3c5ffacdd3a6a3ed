import shader from "../../shaders/depth-to-space-quads.wgsl?kernel";
import { depthWorkgroups } from "./depth.js";
import { depthToSpace } from "./depth-to-space.js";
import { kernel } from "./kernel.js";

/** `depth-to-space` where the channels are multiples of four. */
export const depthToSpaceQuads = kernel(shader, {
  ...depthToSpace,
  workgroups: (params) => depthWorkgroups(params, 4),
});
