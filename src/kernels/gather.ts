import shader from "../../shaders/gather.wgsl?raw";
import bytes from "../../shaders/lib/bytes.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, readU32, readWrite } from "./kernel.js";

/** A batch of the data set, by the order of the epoch, as f32. */
export const gather = kernel({
  name: "gather",
  twin: "gather",
  wgsl: [grid, step, bytes, shader],
  bindings: { data: readU32, order: readU32, x: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: { BYTES: "bool" },
  step: true,
  workgroups: ({ rows, size }) => workgroupsFor(rows * Math.ceil(size / 4)),
  cost: ({ rows, size }, { BYTES }) => ({
    flops: BYTES ? rows * size : 0,
    bytes: rows * size * ((BYTES ? 1 : 4) + 4) + rows * 4,
  }),
});
