import shader from "../../shaders/gather-quads.wgsl?kernel";
import { gather } from "./gather.js";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** `gather` where a sample's values come in fours. */
export const gatherQuads = kernel<"rows" | "size">(shader, {
  ...gather,
  workgroups: ({ rows, size }) => workgroupsFor((rows * size) / 4),
});
