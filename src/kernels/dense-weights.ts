import shader from "../../shaders/dense-weights.wgsl?raw";
import adadelta from "../../shaders/lib/adadelta.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readU32, readWrite } from "./kernel.js";
import { decodeLayers, layers, sizesOf } from "./layers.js";

/** Everything of a training step that goes weight by weight: gradients, and Adadelta in their epilogue. */
export const denseWeights = kernel({
  name: "dense-weights",
  twin: "dense-weights",
  wgsl: [grid, step, layers, adadelta, shader],
  bindings: {
    y: read,
    dz: read,
    layers: readU32,
    loss: read,
    a: readWrite,
    d: readWrite,
    w: readWrite,
    losses: readWrite,
  },
  params: { rows: "u32", layers: "u32", count: "u32", rho: "f32", one_minus_rho: "f32", epsilon: "f32" },
  constants: {},
  step: true,
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ rows }, _, tables) => {
    const records = decodeLayers(tables.layers ?? []);
    const { weights, outputs } = sizesOf(records);
    const inputs = records.reduce((sum, record) => sum + record.inputs, 0);
    return { flops: weights * (2 * rows + 16), bytes: 4 * (rows * (inputs + outputs) + 6 * weights) };
  },
});
