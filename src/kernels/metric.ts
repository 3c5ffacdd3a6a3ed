import largest from "../../shaders/lib/row-largest.wgsl?raw";
import shader from "../../shaders/metric.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, rowSum, workgroupsForSums } from "./lanes.js";
import { measure, measureFlops } from "./measure.js";

/** A metric of each sample. */
export const metric = kernel({
  name: "metric",
  twin: "metric",
  wgsl: [...rowSum, largest, ...measure, shader],
  bindings: { y: read, t: read, value: readWrite },
  params: { rows: "u32", size: "u32", sums: "u32" },
  constants: { METRIC: "u32", FROM_LOGITS: "bool" },
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }, { METRIC, FROM_LOGITS }) => ({
    flops: rows * size * measureFlops(METRIC, FROM_LOGITS),
    bytes: 4 * (2 * rows * size + rows),
  }),
});
