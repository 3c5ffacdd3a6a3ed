import { tilesOf } from "../../kernels/stack.js";
import type { View } from "../../operations/operation.js";
import type { Matmul } from "../../operations/product.js";
import { type DenseRows, encodeLayers, filledUp, type LayerRecord } from "../../operations/stack.js";
import type { Operation, OperationName } from "../../operations/union.js";
import { layerOf, Reworked } from "../draft.js";
import { ARENAS, type Draft, EXTERNAL } from "../plan.js";

/** Operations of a stack of dense layers that the fused ones take over. */
const STACK: ReadonlySet<OperationName> = new Set([
  "gather",
  "matmul",
  "bce-loss",
  "mse-loss",
  "loss-and-gradient",
  "batch-mean",
  "activation-gradient",
  "bias-gradient",
] as const);

/** How the optimizer takes the gradients. */
const isUpdate = (operation: Operation) => layerOf(operation) === "optimizer";

/**
 * Makes of a stack of dense layers as few dispatches as the data flow allows: `dense-rows` for all that goes row by row, and
 * `dense-weights` for all that sums over rows. A training step is those two, whatever the number of layers (with another optimizer
 * than Adadelta, or `clipnorm`, that is a call more); an evaluation is `dense-rows` and the mean. What is no such stack, or takes
 * no loss, stays as it is.
 */
export function fuseStack(draft: Draft): Draft {
  const reworked = new Reworked(draft);
  const [gather, ...gathers] = reworked.named("gather");
  const [loss] = [...reworked.named("bce-loss"), ...reworked.named("mse-loss"), ...reworked.named("loss-and-gradient")];
  const [mean] = reworked.named("batch-mean");
  // Behind a second gather, the output should be something else than the samples.
  if (!gather || gathers.length > 0 || !loss || !mean) return draft;
  if (!draft.operations.every((operation) => STACK.has(operation.operation) || isUpdate(operation))) return draft;

  const { rows } = draft;
  const products = reworked.named("matmul").filter(isForward);
  const [first] = products;
  // A convolution that became a product has a row for each pixel.
  if (!first || products.some(({ params }) => params.m !== rows)) return draft;
  const records = layersOf(products, rows);
  const size = first.params.k;
  const values = rows * records.reduce((sum, { units }) => sum + filledUp(units), filledUp(size));
  const isTraining = draft.kind === "train";
  const layers = { buffer: `layers.${rows}` };
  const table = { name: layers.buffer, role: "constant", scalar: "u32", shape: [records.length, 8] } as const;
  reworked.buffers.set(layers.buffer, { ...table, values: encodeLayers(records) });
  const y = reworked.buffer("y", [values]);
  const dz = reworked.buffer("dz", [isTraining ? values : 4]);
  const w = { buffer: first.bindings.w.buffer };
  const { FROM_LOGITS = 0, MEAN_SQUARED = Number(loss.operation === "mse-loss") } = {
    ...(loss.constants as { FROM_LOGITS?: number; MEAN_SQUARED?: number }),
  };
  const rowByRow: DenseRows = {
    label: "batch/rows",
    operation: "dense-rows",
    bindings: { data: gather.bindings.data, order: gather.bindings.order, w, layers, y, dz, loss: loss.bindings.loss },
    params: { rows, size, layers: records.length },
    constants: {
      BYTES: gather.constants.BYTES ?? 0,
      MEAN_SQUARED,
      FROM_LOGITS,
      BACKWARD: Number(isTraining),
      FOURS: Number(records.every(({ inputs, units }) => inputs % 4 === 0 && units % 4 === 0)),
    },
  };
  const sums = { y, dz, layers, loss: mean.bindings.loss, losses: { buffer: EXTERNAL.losses } };
  reworked.operations = [rowByRow, ...(isTraining ? updates(draft, sums, records) : [mean])];
  return reworked.done();
}

/** Forward neither factor is transposed. */
const isForward = ({ constants: { TRANSPOSE_X, TRANSPOSE_W } }: Matmul) => !TRANSPOSE_X && !TRANSPOSE_W;

/** The layers, from their products, with their places in the fused buffers. */
function layersOf(products: readonly Matmul[], rows: number): LayerRecord[] {
  let input = 0;
  return products.map(({ params: { k: inputs, n: units }, bindings: { w, b }, constants }) => {
    const output = input + rows * filledUp(inputs);
    const record = {
      inputs,
      units,
      kernel: w.offset ?? 0,
      bias: b?.offset ?? 0,
      hasBias: Number(b !== undefined),
      activation: constants.ACTIVATION ?? 0,
      input,
      output,
    };
    input = output;
    return record;
  });
}

/** The gradients of all weights, and what the optimizer makes of them: in one call where that is Adadelta's update alone. */
function updates(
  { operations, rows }: Draft,
  sums: Readonly<Record<"y" | "dz" | "layers" | "loss" | "losses", View>>,
  records: readonly LayerRecord[],
): Operation[] {
  const given = operations.filter(isUpdate);
  const [update, ...others] = given;
  const params = { rows, layers: records.length, tiles: tilesOf(records) };
  if (update?.operation === "adadelta" && others.length === 0) {
    const { g: _, ...arenas } = update.bindings;
    const { count, ...settings } = update.params;
    const bindings = { ...sums, ...arenas };
    return [
      {
        label: "batch/weights",
        operation: "dense-weights",
        bindings,
        params: { ...params, ...settings },
        constants: {},
      },
    ];
  }
  const g = { buffer: ARENAS.gradients };
  return [
    { label: "batch/gradients", operation: "dense-gradients", bindings: { ...sums, g }, params, constants: {} },
    ...given,
  ];
}
