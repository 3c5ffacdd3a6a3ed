import shader from "../../shaders/dense-gradients-quads.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import weightGradients from "../../shaders/lib/weight-gradients-quads.wgsl?raw";
import { weightSums } from "./dense-gradients.js";
import { grid } from "./grid.js";
import { constantIn, kernel, readWrite } from "./kernel.js";
import { type LayerRecord, layers } from "./layers.js";

/** Inputs and units of the tile of a kernel that a workgroup has. */
const TILE = { inputs: 4 * constantIn(weightGradients, "DOWN"), units: 4 * constantIn(weightGradients, "ACROSS") };

/** How many tiles the kernels of a stack of layers have. */
export const tilesOf = (records: readonly LayerRecord[]): number =>
  records.reduce((sum, { inputs, units }) => {
    return sum + Math.ceil(inputs / TILE.inputs) * Math.ceil(units / TILE.units);
  }, 0);

/** What a kernel that sums gradients tile by tile reads and reports, and what the sums cost. */
export const tileSums = {
  wgsl: [grid, step, layers, weightGradients],
  inputs: weightSums.inputs,
  params: { rows: "u32", layers: "u32", tiles: "u32" },
  /** One more for the loss. */
  workgroups: ({ tiles }: Record<"tiles", number>) => tiles + 1,
} as const;

/** `dense-gradients` where the values of every layer come in fours. */
export const denseGradientsQuads = kernel({
  name: "dense-gradients-quads",
  twin: "dense-gradients",
  wgsl: [...tileSums.wgsl, shader],
  bindings: { ...tileSums.inputs, g: readWrite, losses: readWrite },
  params: tileSums.params,
  constants: {},
  step: true,
  workgroups: tileSums.workgroups,
  cost: (params, _, tables) => weightSums.cost(params, tables.layers),
});
