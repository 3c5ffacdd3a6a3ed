import denseGradientsShader from "../../shaders/dense-gradients.wgsl?kernel";
import denseRowsShader from "../../shaders/dense-rows.wgsl?kernel";
import denseWeightsShader from "../../shaders/dense-weights.wgsl?kernel";
import weightGradients from "../../shaders/lib/weight-gradients.wgsl?raw";
import type { Numbers } from "../operations/operation.js";
import type { DenseGradients, DenseRows, DenseWeights, LayerRecord } from "../operations/stack.js";
import { constantIn, type Version } from "./kernel.js";

/** Inputs and units of the tile of a kernel that a workgroup has. */
const TILE = { inputs: 4 * constantIn(weightGradients, "DOWN"), units: 4 * constantIn(weightGradients, "ACROSS") };

/** How many tiles the kernels of a stack of layers have. */
export const tilesOf = (records: readonly LayerRecord[]): number =>
  records.reduce((sum, { inputs, units }) => {
    return sum + Math.ceil(inputs / TILE.inputs) * Math.ceil(units / TILE.units);
  }, 0);

/** Everything of a training step that goes row by row, for a stack of dense layers. */
const denseRows: readonly Version<DenseRows>[] = [
  {
    name: "dense-rows",
    shader: denseRowsShader,
    // The weights once more, to be read in fours.
    when: ({ bindings: { w } }) => ({ bindings: { fours: w } }),
    workgroups: ({ rows }, sizeOf) => Math.ceil(rows / sizeOf("ROWS")),
  },
];

/** Workgroups that sum over rows: one a tile, and one more for the loss. */
const oneTile = ({ tiles }: Numbers<"tiles">) => tiles + 1;

/** The gradients of all weights of a stack of dense layers, for an optimizer in a kernel of its own. */
const denseGradients: readonly Version<DenseGradients>[] = [
  { name: "dense-gradients", shader: denseGradientsShader, workgroups: oneTile },
];

/** Everything of a training step that goes weight by weight: gradients, and Adadelta in their epilogue. */
const denseWeights: readonly Version<DenseWeights>[] = [
  { name: "dense-weights", shader: denseWeightsShader, workgroups: oneTile },
];

/** The kernels of stacks of dense layers, by operation. */
export const kernels = {
  "dense-gradients": denseGradients,
  "dense-rows": denseRows,
  "dense-weights": denseWeights,
};
