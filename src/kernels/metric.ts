import shader from "../../shaders/metric.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** Floating-point operations a value, by `METRIC`, without the sigmoid of a logit. */
const METRIC_FLOPS: readonly number[] = [LOSS_FLOPS.mse, 3, LOSS_FLOPS.bceFromProbabilities, 7, 2];
const SIGMOID_FLOPS = 4;

/** A metric of each sample. */
export const metric = kernel({
  name: "metric",
  twin: "metric",
  wgsl: [grid, ...loss, shader],
  bindings: { y: read, t: read, value: readWrite },
  params: { rows: "u32", size: "u32", sums: "u32" },
  constants: { METRIC: "u32", FROM_LOGITS: "bool" },
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }, { METRIC, FROM_LOGITS }) => ({
    flops: rows * size * ((METRIC_FLOPS[METRIC] ?? 0) + SIGMOID_FLOPS * FROM_LOGITS),
    bytes: 4 * (2 * rows * size + rows),
  }),
});
