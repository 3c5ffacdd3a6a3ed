import shader from "../../shaders/dense-gradients.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import weightGradients from "../../shaders/lib/weight-gradients.wgsl?raw";
import { grid } from "./grid.js";
import { constantIn, kernel, type Numbers, read, readU32, readWrite } from "./kernel.js";
import { decodeLayers, type LayerRecord, layers, sizesOf } from "./layers.js";

/** Inputs and units of the tile of a kernel that a workgroup has. */
const TILE = { inputs: 4 * constantIn(weightGradients, "DOWN"), units: 4 * constantIn(weightGradients, "ACROSS") };

/** How many tiles the kernels of a stack of layers have. */
export const tilesOf = (records: readonly LayerRecord[]): number =>
  records.reduce((sum, { inputs, units }) => {
    return sum + Math.ceil(inputs / TILE.inputs) * Math.ceil(units / TILE.units);
  }, 0);

/** What a kernel that sums gradients over the rows of a batch reads and reports, and what the sums cost. */
export const weightSums = {
  wgsl: [grid, step, layers, weightGradients],
  inputs: { y: read, dz: read, layers: readU32, loss: read },
  params: { rows: "u32", layers: "u32", tiles: "u32" },
  /** One more for the loss. */
  workgroups: ({ tiles }: Record<"tiles", number>) => tiles + 1,
  /** @param flops of a weight beyond its gradient, @param accesses to it */
  cost: ({ rows = 0 }: Numbers, table: readonly number[] = [], flops = 0, accesses = 1) => {
    const records = decodeLayers(table);
    const { weights, outputs } = sizesOf(records);
    const inputs = records.reduce((sum, record) => sum + record.inputs, 0);
    return { flops: weights * (2 * rows + flops), bytes: 4 * (rows * (inputs + outputs) + accesses * weights) };
  },
} as const;

/** The gradients of all weights of a stack of dense layers, for an optimizer in a kernel of its own. */
export const denseGradients = kernel({
  name: "dense-gradients",
  twin: "dense-gradients",
  wgsl: [...weightSums.wgsl, shader],
  bindings: { ...weightSums.inputs, g: readWrite, losses: readWrite },
  params: weightSums.params,
  constants: {},
  step: true,
  workgroups: weightSums.workgroups,
  cost: (params, _, tables) => weightSums.cost(params, tables.layers),
});
