import shader from "../../shaders/masked-metric.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, rowSum, workgroupsForSums } from "./lanes.js";
import { measure, measureFlops } from "./measure.js";

/** A metric of each sample, or its loss, where some values count differently from others. */
export const maskedMetric = kernel({
  name: "masked-metric",
  twin: "masked-metric",
  wgsl: [...rowSum, ...measure, shader],
  bindings: { y: read, t: read, m: read, value: readWrite },
  params: { rows: "u32", size: "u32", sums: "u32" },
  constants: { METRIC: "u32", FROM_LOGITS: "bool" },
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }, { METRIC, FROM_LOGITS }) => ({
    flops: rows * size * (measureFlops(METRIC, FROM_LOGITS) + 1),
    bytes: 4 * (3 * rows * size + rows),
  }),
});
