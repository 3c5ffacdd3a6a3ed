import { epilogueFlops } from "./activation.js";
import { LOSS_FLOPS } from "./loss.js";
import type { Definition, Numbers, OperationOf, Tables } from "./operation.js";

/** Fields of `Layer` in `lib/layers.wgsl`, in order, all u32. */
const FIELDS = ["inputs", "units", "kernel", "bias", "hasBias", "activation", "input", "output"] as const;

/** A dense layer as the fused operations know it; offsets are in scalars. */
export type LayerRecord = Readonly<Record<(typeof FIELDS)[number], number>>;

/** How many values a row of so many has in the fused buffers: filled up to a multiple of four. */
export const filledUp = (values: number) => 4 * Math.ceil(values / 4);

/** The table that the fused operations bind as `layers`. */
export function encodeLayers(records: readonly LayerRecord[]): number[] {
  return records.flatMap((record) => FIELDS.map((field) => record[field]));
}

export function decodeLayers(table: ArrayLike<number>): LayerRecord[] {
  return Array.from({ length: table.length / FIELDS.length }, (_, index) => {
    const at = index * FIELDS.length;
    return Object.fromEntries(FIELDS.map((field, offset) => [field, table[at + offset]])) as LayerRecord;
  });
}

/** Number of weights, biases included, and of the values that layers take in and give out for one sample. */
function sizesIn({ layers = [] }: Tables) {
  const records = decodeLayers(layers);
  const sum = (size: (record: LayerRecord) => number) => records.reduce((total, record) => total + size(record), 0);
  return {
    records,
    weights: sum(({ inputs, units, hasBias }) => units * (inputs + hasBias)),
    inputs: sum(({ inputs }) => inputs),
    outputs: sum(({ units }) => units),
  };
}

/**
 * Everything of a training step, or of an evaluation, that goes row by row, for a stack of dense layers: y and dz hold all
 * layers' values, as the table says; loss `[rows]`. FOURS says whether all their widths are multiples of four.
 */
export type DenseRows = OperationOf<
  "dense-rows",
  "data" | "order" | "w" | "layers" | "y" | "dz" | "loss",
  "rows" | "size" | "layers",
  "BYTES" | "MEAN_SQUARED" | "FROM_LOGITS" | "BACKWARD" | "FOURS" | "HALF_W"
>;

export const denseRows: Definition<DenseRows> = {
  writes: ["y", "dz", "loss"],
  shapes: ({ rows, size }, { BYTES, BACKWARD }, tables) => {
    const { weights, outputs } = sizesIn(tables);
    return {
      data: [rows, BYTES ? size / 4 : size],
      order: [rows],
      w: [weights],
      y: [rows, size + outputs],
      dz: [rows, outputs * BACKWARD],
      loss: [rows],
    };
  },
  flops: ({ rows, size }, { BACKWARD }, tables) => {
    const { records, weights } = sizesIn(tables);
    const [first] = records;
    // Forward every weight is multiplied once; backward all but the first layer's are once more.
    const back = BACKWARD && first ? weights - first.units * (first.inputs + first.hasBias) : 0;
    const activations = records.reduce((sum, { units, activation }) => {
      return sum + units * (epilogueFlops({ ACTIVATION: activation }) + 3 * BACKWARD);
    }, 0);
    return rows * (2 * (weights + back) + activations + size * (LOSS_FLOPS.bceFromLogits + LOSS_FLOPS.gradient));
  },
  // Not y, in which the last layer's are the logits.
  halves: ["w"],
};

type Sums = "rows" | "layers" | "tiles";

/** What sums over the rows of a batch read, and what the sums cost. */
const sumShapes = ({ rows }: Numbers<Sums>, tables: Tables) => {
  const { inputs, outputs, weights } = sizesIn(tables);
  return { y: [rows, inputs], dz: [rows, outputs], loss: [rows], losses: [1], weights: [weights] };
};
const sumFlops = ({ rows }: Numbers<Sums>, tables: Tables, flops = 0) => sizesIn(tables).weights * (2 * rows + flops);

/** g = the gradients of all weights of a stack of dense layers, and the batch's mean loss. */
export type DenseGradients = OperationOf<"dense-gradients", "y" | "dz" | "layers" | "loss" | "g" | "losses", Sums>;

export const denseGradients: Definition<DenseGradients> = {
  writes: ["g", "losses"],
  shapes: (params, _constants, tables) => {
    const { weights, ...shapes } = sumShapes(params, tables);
    return { ...shapes, g: weights };
  },
  flops: (params, _constants, tables) => sumFlops(params, tables),
};

/** Everything of a training step that goes weight by weight: gradients, and Adadelta in their epilogue. */
export type DenseWeights = OperationOf<
  "dense-weights",
  "y" | "dz" | "layers" | "loss" | "a" | "d" | "w" | "losses",
  Sums | "rho" | "one_minus_rho" | "epsilon"
>;

export const denseWeights: Definition<DenseWeights> = {
  writes: ["losses"],
  updates: ["a", "d", "w"],
  shapes: (params, _constants, tables) => {
    const { weights, ...shapes } = sumShapes(params, tables);
    return { ...shapes, a: weights, d: weights, w: weights };
  },
  flops: (params, _constants, tables) => sumFlops(params, tables, 16),
};
