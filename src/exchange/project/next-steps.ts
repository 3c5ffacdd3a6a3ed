import { type Dataset, samplesAt, sizeOf, type Values } from "../../data/dataset.js";
import { networkOf } from "../../model/description.js";
import type { Network } from "../../model/network.js";
import type { Tensor } from "../../model/tensor.js";
import { stepSettings } from "../../optimizers/optimizers.js";
import { layOut } from "../../plan/arena.js";
import { loadPlanning, planFor } from "../../plan/lower.js";
import { ARENAS, type Call, type DataTraits, EXTERNAL, metricBuffer, type Plan, slotArena } from "../../plan/plan.js";
import { normalAt, uniformAt } from "../../reference/random.js";
import { ReferenceExecutor } from "../../runtime/reference/executor.js";
import { fileOrder } from "../../train/file-order.js";
import { shuffledOrder } from "../../train/shuffle.js";
import type { SavedModel, SavedTraining } from "../saved-model.js";

/** How training takes its samples. */
export interface Batches {
  /** Samples a step; the last one of an epoch may have fewer. */
  readonly batchSize: number;
  /** Whether every epoch has an order of its own, drawn from the seed. */
  readonly shuffle: boolean;
}

/** A step that training would take next. */
export interface NextStep {
  /** The samples of its batch, in their order. */
  readonly rows: Uint32Array;
  /** Its loss in float64, before the step's update. */
  readonly exact: number;
  /** What layers draw in it, in their order. */
  readonly draws: readonly Draw[];
}

/** Random numbers of a layer for a batch: standard normals, or, of dropout, 1 for what is kept and 0 for the rest. */
export interface Draw {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * The steps that training would take next, as `fit` takes them: the same orders, the same random numbers; in float64, on the
 * reference.
 */
export async function nextSteps(
  model: SavedModel & { readonly training: SavedTraining },
  data: Dataset,
  { batchSize, shuffle }: Batches,
  count: number,
): Promise<NextStep[]> {
  const network = networkOf(model.description);
  const { epochs, iterations, learningRate } = model.training;
  const executor = executorFor(model, network);
  const traits = traitsOf(data);
  const steps: NextStep[] = [];
  for (let epoch = epochs + 1; steps.length < count; epoch++) {
    const order = shuffle ? shuffledOrder(data.count, network.seed, epoch) : fileOrder(data.count);
    for (let start = 0; start < order.length && steps.length < count; start += batchSize) {
      const rows = order.slice(start, start + batchSize);
      const settings = { kind: "train", rows: rows.length, level: "naive", ...traits } as const;
      await loadPlanning(network, settings);
      const plan = planFor(network, settings);
      giveSamples(executor, samplesAt(data, rows));
      const random = iterations + steps.length;
      executor.run(plan, { start: 0, slot: 0, random, ...stepSettings(network.optimizer, learningRate, random + 1) });
      const exact = executor.read(EXTERNAL.losses)[0] ?? Number.NaN;
      steps.push({ rows, exact, draws: drawsOf(plan, network, random) });
    }
  }
  return steps;
}

/** What plans must know of the data. */
function traitsOf({ data, targets, sampleWeight, mask }: Dataset): DataTraits {
  return {
    bytes: data instanceof Uint8Array,
    ...(targets && { targetBytes: targets.data instanceof Uint8Array }),
    ...(sampleWeight && { weighted: true }),
    ...(mask && { masked: true }),
  };
}

function executorFor({ weights, training: { slots } }: SavedModel & { training: SavedTraining }, network: Network) {
  const layout = layOut(network.layers);
  const executor = new ReferenceExecutor();
  const write = (name: string, tensors: Readonly<Record<string, Tensor>>) => {
    const arena = new Float32Array(layout.length);
    for (const [tensor, { offset }] of layout.tensors) arena.set(tensors[tensor]?.data ?? [], offset);
    executor.write(name, arena);
  };
  write(ARENAS.weights, weights);
  for (const [slot, tensors] of Object.entries(slots)) write(slotArena(slot), tensors);
  for (const name of [EXTERNAL.losses, ...network.metrics.map(metricBuffer)]) {
    executor.write(name, new Float64Array(1));
  }
  return executor;
}

/** The samples of a batch, as the external buffers that a plan takes them from. */
function giveSamples(executor: ReferenceExecutor, { data, count, targets, sampleWeight, mask }: Dataset): void {
  executor.write(EXTERNAL.order, fileOrder(count));
  const contents = { data, targets: targets?.data, sampleWeight, mask };
  for (const [name, values] of Object.entries(contents)) if (values) executor.write(name, wordsOf(values));
}

/** Values as words of 32 bits: floats as they are, bytes four to a word. */
function wordsOf(values: Values): Uint32Array {
  const words = new Uint32Array(Math.ceil(values.byteLength / 4));
  new Uint8Array(words.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return words;
}

/** What is drawn forward; backward it is drawn once more, the same. */
const DRAWING = ["gaussian-noise", "dropout", "sampling"];

function drawsOf({ calls, rows }: Plan, { layers }: Network, random: number): Draw[] {
  return calls.flatMap((call) => {
    const [layer, what] = call.label.split("/");
    const placed = DRAWING.includes(what ?? "") && layers.find(({ name }) => name === layer);
    return placed
      ? [{ shape: [rows, ...placed.outputShape], values: drawn(call, sizeOf(placed.outputShape) * rows, random) }]
      : [];
  });
}

function drawn({ operation, params }: Call, count: number, random: number): Float64Array {
  const call = { params, step: { start: 0, slot: 0, random, learningRate: 0 } };
  const normal = normalAt(call);
  if (operation !== "dropout") return Float64Array.from({ length: count }, (_, index) => normal(index));
  const uniform = uniformAt(call);
  const rate = Math.fround(Number(params.rate));
  return Float64Array.from({ length: count }, (_, index) => Number(uniform(index) >= rate));
}
