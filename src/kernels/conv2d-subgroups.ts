import shader from "../../shaders/conv2d-subgroups.wgsl?raw";
import { conv2dQuads } from "./conv2d-quads.js";
import { kernel } from "./kernel.js";

/** `conv2d-quads` for adapters with subgroups. */
export const conv2dSubgroups = kernel({
  ...conv2dQuads,
  name: "conv2d-subgroups",
  wgsl: [...conv2dQuads.wgsl.slice(0, -1), shader],
  feature: "subgroups",
});
