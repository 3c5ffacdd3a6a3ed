import shader from "../../shaders/masked-metric.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { measure, measureFlops } from "./measure.js";

/** A metric of each sample, or its loss, where some values count differently from others. */
export const maskedMetric = kernel({
  name: "masked-metric",
  twin: "masked-metric",
  wgsl: [grid, ...measure, shader],
  bindings: { y: read, t: read, m: read, value: readWrite },
  params: { rows: "u32", size: "u32", sums: "u32" },
  constants: { METRIC: "u32", FROM_LOGITS: "bool" },
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }, { METRIC, FROM_LOGITS }) => ({
    flops: rows * size * (measureFlops(METRIC, FROM_LOGITS) + 1),
    bytes: 4 * (3 * rows * size + rows),
  }),
});
