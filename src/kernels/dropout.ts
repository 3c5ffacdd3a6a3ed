import shader from "../../shaders/dropout.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { QUAD, RANDOM_FLOPS } from "./random.js";

/** y = x / (1 − rate) with probability 1 − rate, else 0; on dy its own gradient. */
export const dropout = kernel<"count">(shader, {
  twin: "dropout",
  workgroups: ({ count }) => workgroupsFor(Math.ceil(count / QUAD)),
  cost: ({ count }) => ({ flops: (RANDOM_FLOPS.uniform + 2) * count, bytes: 8 * count }),
});
