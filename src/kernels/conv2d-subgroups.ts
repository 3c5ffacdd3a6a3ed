import shader from "../../shaders/conv2d-subgroups.wgsl?kernel";
import { conv2dQuads } from "./conv2d-quads.js";
import { kernel } from "./kernel.js";

/** `conv2d-quads` for adapters with subgroups. */
export const conv2dSubgroups = kernel(shader, {
  ...conv2dQuads,
});
