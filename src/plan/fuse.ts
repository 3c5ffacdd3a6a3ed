import { ACTIVATION_CODE } from "../kernels/activation.js";
import { tilesOf } from "../kernels/dense-gradients.js";
import { encodeLayers, filledUp, type LayerRecord } from "../kernels/layers.js";
import { type BufferSpec, type Call, EXTERNAL, type Plan, type View } from "./plan.js";
import type { AdapterFeatures } from "./products.js";
import { layerOf } from "./rewrite.js";
import { tile } from "./tile.js";
import type { tileImages } from "./tile-images.js";

/** Kernels of a naive plan that the two fused ones take over. */
const STACK = new Set([
  "gather",
  "matmul",
  "bias-activation",
  "bce-loss",
  "mse-loss",
  "batch-mean",
  "bce-gradient",
  "mse-gradient",
  "activation-gradient",
  "matmul-transpose-a",
  "matmul-transpose-b",
  "bias-gradient",
]);

/** The calls of a naive plan behind the gradients: how the optimizer takes them. */
const isUpdate = ({ label }: Call) => layerOf({ label }) === "optimizer";

/**
 * Rewrites a naive plan of dense layers into as few dispatches as the data flow allows: `dense-rows` for all that goes
 * row by row, and `dense-weights` for all that sums over rows. A training step is those two, whatever the number of
 * layers (with another optimizer than Adadelta, or `clipnorm`, that is a call more); an evaluation is `dense-rows` and the
 * mean. Other plans are only tiled.
 */
export function fuse(plan: Plan, adapter: AdapterFeatures, ofImages?: typeof tileImages): Plan {
  const takesLoss = plan.kind === "train" || plan.kind === "evaluate";
  // Behind a second gather, the output should be something else than the samples.
  const gathers = plan.calls.filter(({ kernel }) => kernel === "gather").length;
  if (!takesLoss || gathers > 1 || !plan.calls.every((call) => STACK.has(call.kernel) || isUpdate(call)))
    return { ...tile(plan, adapter, ofImages), level: "fused" };

  const { rows } = plan;
  const records = layersOf(plan);
  const layers = `layers.${rows}`;
  const size = records[0]?.inputs ?? 0;
  const values = rows * records.reduce((sum, { units }) => sum + filledUp(units), filledUp(size));
  const isTraining = plan.kind === "train";
  const added: BufferSpec[] = [
    { name: layers, role: "constant", scalar: "u32", shape: [records.length, 8], values: encodeLayers(records) },
    { name: "y", role: "activation", scalar: "f32", shape: [values] },
    { name: "dz", role: "activation", scalar: "f32", shape: [isTraining ? values : 4] },
  ];
  const table = { view: { buffer: layers }, records };
  const calls = [
    rowsCall(plan, table, size),
    ...(isTraining ? weightCalls(plan, table) : [callOf(plan, "batch-mean")]),
  ];
  const used = new Set(calls.flatMap((call) => Object.values(call.bindings).map(({ buffer }) => buffer)));
  const all = [...plan.buffers.values(), ...added].filter(({ name }) => used.has(name));
  return { ...plan, level: "fused", calls, buffers: new Map(all.map((buffer) => [buffer.name, buffer])) };
}

/** The layers of a naive plan, from its products and what follows each, with their places in the fused buffers. */
function layersOf({ calls, rows }: Plan): LayerRecord[] {
  const records: LayerRecord[] = [];
  let input = 0;
  for (const [index, { kernel, params, bindings }] of calls.entries()) {
    if (kernel !== "matmul") continue;
    const { k: inputs = 0, n: units = 0 } = params;
    const next = calls[index + 1];
    const end = next?.kernel === "bias-activation" ? next : undefined;
    const output = input + rows * filledUp(inputs);
    records.push({
      inputs,
      units,
      kernel: bindings.w?.offset ?? 0,
      bias: end?.bindings.b?.offset ?? 0,
      hasBias: end?.constants.HAS_BIAS ?? 0,
      activation: end?.constants.ACTIVATION ?? ACTIVATION_CODE.linear,
      input,
      output,
    });
    input = output;
  }
  return records;
}

/** The table of layers: where it is bound, and what it says. */
interface Table {
  readonly view: View;
  readonly records: readonly LayerRecord[];
}

function rowsCall(plan: Plan, layers: Table, size: number): Call {
  const gather = callOf(plan, "gather");
  const loss = callOf(plan, "bce-loss", "mse-loss");
  const weights = { buffer: viewOf(callOf(plan, "matmul"), "w").buffer };
  return {
    label: "batch/rows",
    kernel: "dense-rows",
    bindings: {
      data: viewOf(gather, "data"),
      order: viewOf(gather, "order"),
      w: weights,
      fours: weights,
      layers: layers.view,
      y: { buffer: "y" },
      dz: { buffer: "dz" },
      loss: viewOf(loss, "loss"),
    },
    params: { rows: plan.rows, size, layers: layers.records.length },
    constants: {
      BYTES: gather.constants.BYTES ?? 0,
      MEAN_SQUARED: Number(loss.kernel === "mse-loss"),
      FROM_LOGITS: loss.constants.FROM_LOGITS ?? 0,
      BACKWARD: Number(plan.kind === "train"),
      FOURS: Number(layers.records.every(({ inputs, units }) => inputs % 4 === 0 && units % 4 === 0)),
    },
  };
}

/** The gradients of all weights, and what the optimizer makes of them: in one call where that is Adadelta's update alone. */
function weightCalls(plan: Plan, layers: Table): Call[] {
  const updates = plan.calls.filter(isUpdate);
  const update = updates.at(-1) as Call; // every optimizer's last call updates the weights
  const bindings = {
    y: { buffer: "y" },
    dz: { buffer: "dz" },
    layers: layers.view,
    loss: viewOf(callOf(plan, "batch-mean"), "loss"),
    losses: { buffer: EXTERNAL.losses },
  };
  const sizes = { rows: plan.rows, layers: layers.records.length, tiles: tilesOf(layers.records) };
  if (updates.length === 1 && update.kernel === "adadelta") {
    const { g, ...arenas } = update.bindings;
    const { count: _, ...settings } = update.params;
    return [
      {
        label: "batch/weights",
        kernel: "dense-weights",
        bindings: { ...bindings, ...arenas },
        params: { ...sizes, ...settings },
        constants: {},
      },
    ];
  }
  return [
    {
      label: "batch/gradients",
      kernel: "dense-gradients",
      bindings: { ...bindings, g: viewOf(update, "g") },
      params: sizes,
      constants: {},
    },
    ...updates,
  ];
}

function callOf({ calls }: Plan, ...kernels: string[]): Call {
  const call = calls.find(({ kernel }) => kernels.includes(kernel));
  if (!call) throw new Error(`The plan has no ${kernels.join(" or ")}.`);
  return call;
}

function viewOf(call: Call, binding: string): View {
  const view = call.bindings[binding];
  if (!view) throw new Error(`${call.label} binds nothing to "${binding}".`);
  return view;
}
