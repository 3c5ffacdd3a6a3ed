import shader from "../../shaders/gather.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** A batch of the data set, by the order of the epoch, as f32. */
export const gather = kernel<"rows" | "size", "BYTES">(shader, {
  twin: "gather",
  workgroups: ({ rows, size }) => workgroupsFor(rows * Math.ceil(size / 4)),
  cost: ({ rows, size }, { BYTES }) => ({
    flops: BYTES ? rows * size : 0,
    bytes: rows * size * ((BYTES ? 1 : 4) + 4) + rows * 4,
  }),
});
