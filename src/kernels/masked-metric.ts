import shader from "../../shaders/masked-metric.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";
import { measureFlops } from "./measure.js";

/** A metric of each sample, or its loss, where some values count differently from others. */
export const maskedMetric = kernel<"rows" | "size", "METRIC" | "FROM_LOGITS">(shader, {
  twin: "masked-metric",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }, { METRIC, FROM_LOGITS }) => ({
    flops: rows * size * (measureFlops(METRIC, FROM_LOGITS) + 1),
    bytes: 4 * (3 * rows * size + rows),
  }),
});
