import shader from "../../shaders/space-to-depth-quads.wgsl?kernel";
import { depthWorkgroups } from "./depth.js";
import { kernel } from "./kernel.js";
import { spaceToDepth } from "./space-to-depth.js";

/** `space-to-depth` where the channels are multiples of four. */
export const spaceToDepthQuads = kernel(shader, {
  ...spaceToDepth,
  workgroups: (params) => depthWorkgroups(params, 4),
});
