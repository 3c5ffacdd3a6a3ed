import shader from "../../shaders/space-to-depth-quads.wgsl?raw";
import { depthWorkgroups } from "./depth.js";
import { kernel } from "./kernel.js";
import { spaceToDepth } from "./space-to-depth.js";

/** `space-to-depth` where the channels are multiples of four. */
export const spaceToDepthQuads = kernel({
  ...spaceToDepth,
  name: "space-to-depth-quads",
  wgsl: [...spaceToDepth.wgsl.slice(0, -1), shader],
  workgroups: (params) => depthWorkgroups(params, 4),
});
