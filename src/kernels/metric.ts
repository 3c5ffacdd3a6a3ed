import shader from "../../shaders/metric.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { measure, measureFlops } from "./measure.js";

/** A metric of each sample. */
export const metric = kernel({
  name: "metric",
  twin: "metric",
  wgsl: [grid, ...measure, shader],
  bindings: { y: read, t: read, value: readWrite },
  params: { rows: "u32", size: "u32", sums: "u32" },
  constants: { METRIC: "u32", FROM_LOGITS: "bool" },
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }, { METRIC, FROM_LOGITS }) => ({
    flops: rows * size * measureFlops(METRIC, FROM_LOGITS),
    bytes: 4 * (2 * rows * size + rows),
  }),
});
