import shader from "../../shaders/dense-rows.wgsl?kernel";
import { ACTIVATION_FLOPS } from "./activation.js";
import { constantIn, kernel } from "./kernel.js";
import { decodeLayers, sizesOf } from "./layers.js";
import { LOSS_FLOPS } from "./loss.js";

/** Rows of the batch that a workgroup takes through all layers. */
const ROWS = constantIn(shader, "ROWS");

/** Everything of a training step that goes row by row, for a stack of dense layers. */
export const denseRows = kernel<"rows" | "size", "BYTES" | "BACKWARD">(shader, {
  twin: "dense-rows",
  workgroups: ({ rows }) => Math.ceil(rows / ROWS),
  cost: ({ rows, size }, { BYTES, BACKWARD }, tables) => {
    const records = decodeLayers(tables.layers ?? []);
    const { weights, outputs } = sizesOf(records);
    const [first] = records;
    // Forward every weight is multiplied once; backward all but the first layer's are once more.
    const back = BACKWARD && first ? weights - first.units * (first.inputs + first.hasBias) : 0;
    const activations = records.reduce((sum, record) => {
      return sum + record.units * ((ACTIVATION_FLOPS[record.activation] ?? 0) + 3 * BACKWARD);
    }, 0);
    return {
      flops: rows * (2 * (weights + back) + activations + size * (LOSS_FLOPS.bceFromLogits + LOSS_FLOPS.gradient)),
      bytes: rows * size * (BYTES ? 1 : 4) + 4 * (rows * (size + outputs * (1 + BACKWARD)) + weights),
    };
  },
});
