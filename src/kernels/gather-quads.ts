import shader from "../../shaders/gather-quads.wgsl?raw";
import bytes from "../../shaders/lib/bytes.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { gather } from "./gather.js";
import { grid, workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** `gather` where a sample's values come in fours. */
export const gatherQuads = kernel({
  ...gather,
  name: "gather-quads",
  wgsl: [grid, step, bytes, shader],
  workgroups: ({ rows, size }) => workgroupsFor((rows * size) / 4),
});
