import shader from "../../shaders/dense-gradients.wgsl?kernel";
import { constantIn, kernel, type Numbers } from "./kernel.js";
import { decodeLayers, type LayerRecord, sizesOf } from "./layers.js";

/** Inputs and units of the tile of a kernel that a workgroup has. */
const TILE = { inputs: 4 * constantIn(shader, "DOWN"), units: 4 * constantIn(shader, "ACROSS") };

/** How many tiles the kernels of a stack of layers have. */
export const tilesOf = (records: readonly LayerRecord[]): number =>
  records.reduce((sum, { inputs, units }) => {
    return sum + Math.ceil(inputs / TILE.inputs) * Math.ceil(units / TILE.units);
  }, 0);

/**
 * What sums of gradients over the rows of a batch cost.
 * @param table of the layers
 * @param flops of a weight beyond its gradient
 * @param accesses to a weight
 */
export function weightSumsCost({ rows }: Numbers<"rows">, table: readonly number[] = [], flops = 0, accesses = 1) {
  const records = decodeLayers(table);
  const { weights, outputs } = sizesOf(records);
  const inputs = records.reduce((sum, record) => sum + record.inputs, 0);
  return { flops: weights * (2 * rows + flops), bytes: 4 * (rows * (inputs + outputs) + accesses * weights) };
}

/** The gradients of all weights of a stack of dense layers, for an optimizer in a kernel of its own. */
export const denseGradients = kernel<"rows" | "tiles">(shader, {
  twin: "dense-gradients",
  // One more for the loss.
  workgroups: ({ tiles }) => tiles + 1,
  cost: (params, _, { layers }) => weightSumsCost(params, layers),
});
