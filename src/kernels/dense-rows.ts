import shader from "../../shaders/dense-rows.wgsl?raw";
import bytes from "../../shaders/lib/bytes.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { ACTIVATION_FLOPS } from "./activation.js";
import { grid } from "./grid.js";
import { constantIn, kernel, read, readU32, readWrite } from "./kernel.js";
import { decodeLayers, layers, sizesOf } from "./layers.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** Rows of the batch that a workgroup takes through all layers. */
const ROWS = constantIn(shader, "ROWS");

/** Everything of a training step that goes row by row, for a stack of dense layers. */
export const denseRows = kernel({
  name: "dense-rows",
  twin: "dense-rows",
  wgsl: [grid, step, bytes, ...loss, layers, shader],
  bindings: {
    data: readU32,
    order: readU32,
    w: read,
    fours: read,
    layers: readU32,
    y: readWrite,
    dz: readWrite,
    loss: readWrite,
  },
  params: { rows: "u32", size: "u32", layers: "u32" },
  constants: { BYTES: "bool", MEAN_SQUARED: "bool", FROM_LOGITS: "bool", BACKWARD: "bool", FOURS: "bool" },
  step: true,
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
