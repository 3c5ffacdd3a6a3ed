import shader from "../../shaders/metric.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";
import { measureFlops } from "./measure.js";

/** A metric of each sample. */
export const metric = kernel<"rows" | "size", "METRIC" | "FROM_LOGITS">(shader, {
  twin: "metric",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }, { METRIC, FROM_LOGITS }) => ({
    flops: rows * size * measureFlops(METRIC, FROM_LOGITS),
    bytes: 4 * (2 * rows * size + rows),
  }),
});
