import type { SavedModel } from "../../src/exchange/saved-model.js";
import { loadKernels } from "../../src/kernels/kernels.js";
import { networkOf } from "../../src/model/description.js";
import type { Tensor } from "../../src/model/tensor.js";
import { type Optimizer, slotsOf, stepSettings } from "../../src/optimizers/optimizers.js";
import { layOut } from "../../src/plan/arena.js";
import { planFor } from "../../src/plan/lower.js";
import { ARENAS, EXTERNAL, metricBuffer, type PlanKind, slotArena } from "../../src/plan/plan.js";
import { ReferenceExecutor } from "../../src/runtime/reference/executor.js";

await loadKernels();

/** What a model makes of samples, on the float64 reference; without a GPU. */
export function computed(
  { description, weights }: SavedModel,
  samples: Float32Array,
  count: number,
  kind: Extract<PlanKind, "predict" | "encode" | "decode" | "evaluate"> = "predict",
): Float64Array {
  const network = networkOf(description);
  const executor = executorFor(description, samples, count);
  executor.write(ARENAS.weights, packed(description, weights));
  const plan = planFor(network, { kind, rows: count, level: "naive", bytes: false });
  executor.run(plan, { start: 0, slot: 0, random: 0, learningRate: 0, epsilon: 0 });
  const output = executor.read(plan.output) as Float64Array;
  const size = kind === "evaluate" ? 1 : count * sizeAfter(network, kind);
  return output.slice(0, size);
}

/** Training goes on from a model's state with the same samples in every step. Returns the loss of each, before its update. */
export function trainedOn(model: SavedModel, samples: Float32Array, count: number, steps: number) {
  const { description, training } = model;
  const { optimizer } = description;
  const network = networkOf(description);
  const executor = executorFor(description, samples, count);
  executor.write(ARENAS.weights, packed(description, model.weights));
  for (const slot of Object.keys(slotsOf(optimizer))) {
    executor.write(slotArena(slot), packed(description, training?.slots[slot] ?? {}));
  }
  const plan = planFor(network, { kind: "train", rows: count, level: "naive", bytes: false });
  const before = training?.iterations ?? 0;
  const rate = training?.learningRate ?? optimizer.learningRate;
  const losses = Array.from({ length: steps }, (_, step) => {
    const settings = stepSettings(optimizer as Optimizer, rate, before + step + 1);
    executor.run(plan, { start: 0, slot: 0, random: 0, ...settings });
    return executor.read(EXTERNAL.losses)[0] ?? Number.NaN;
  });
  const arena = executor.read(ARENAS.weights);
  const weights = new Map(
    [...layOut(network.layers).tensors].map(([name, { offset, length }]) => [
      name,
      arena.slice(offset, offset + length),
    ]),
  );
  return { losses, weights };
}

function sizeAfter(network: ReturnType<typeof networkOf>, kind: "predict" | "encode" | "decode"): number {
  const shape = kind === "encode" ? network.codeShape : network.outputShape;
  return shape.reduce((product, length) => product * length, 1);
}

function executorFor(description: SavedModel["description"], samples: Float32Array, count: number): ReferenceExecutor {
  const executor = new ReferenceExecutor();
  executor.write(EXTERNAL.data, new Uint32Array(samples.slice().buffer));
  executor.write(
    EXTERNAL.order,
    Uint32Array.from({ length: count }, (_, sample) => sample),
  );
  executor.write(EXTERNAL.labels, new Uint32Array());
  for (const name of [EXTERNAL.losses, ...description.metrics.map(metricBuffer)])
    executor.write(name, new Float64Array(1));
  return executor;
}

function packed(description: SavedModel["description"], tensors: Readonly<Record<string, Tensor>>): Float32Array {
  const layout = layOut(networkOf(description).layers);
  const arena = new Float32Array(layout.length);
  for (const [name, { offset }] of layout.tensors) arena.set(tensors[name]?.data ?? [], offset);
  return arena;
}
