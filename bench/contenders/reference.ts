import { networkOf } from "../../src/model/description.js";
import { layOut } from "../../src/plan/arena.js";
import { loadPlanning, planFor } from "../../src/plan/lower.js";
import { ARENAS, EXTERNAL } from "../../src/plan/plan.js";
import { ReferenceExecutor } from "../../src/runtime/reference/executor.js";
import { PIXELS, predictionError, type Work } from "../work.js";
import type { Contender, Run } from "./contender.js";

/** Our float64 reference: plain loops on one core. What it computes is what everyone is held against. */
export function reference(): Contender {
  return {
    prepare,
    prepareProduct: () => Promise.reject(new Error("The reference is not timed on products.")),
  };
}

async function prepare(work: Work): Promise<Run> {
  const { description, images, workload } = work;
  const rows = workload.images;
  const kind = workload.kind === "predict" ? "predict" : "train";
  const network = networkOf(description);
  const settings = { kind, level: "naive", rows, bytes: true } as const;
  await loadPlanning(network, settings);
  const plan = planFor(network, settings);
  const executor = new ReferenceExecutor();
  executor.write(ARENAS.weights, arenaOf(work));
  executor.write(EXTERNAL.data, new Uint32Array(images.slice().buffer));
  executor.write(
    EXTERNAL.order,
    Uint32Array.from({ length: images.length / PIXELS }, (_, row) => row),
  );
  executor.write(EXTERNAL.losses, new Float32Array(1));
  const batches = images.length / PIXELS / rows;
  const { learningRate } = description.optimizer;
  let next = 0;
  return {
    step: async (count) => {
      for (let done = 0; done < count; done++) {
        executor.run(plan, { start: (next++ % batches) * rows, slot: 0, random: 0, learningRate });
      }
      const output = executor.read(plan.output);
      return kind === "predict" ? predictionError(output, images) : (output[0] ?? Number.NaN);
    },
    dispose: () => undefined,
  };
}

function arenaOf({ description, weights }: Work): Float32Array {
  const layout = layOut(networkOf(description).layers);
  const values = new Float32Array(layout.length);
  for (const [name, { offset }] of layout.tensors) values.set(weights[name]?.data ?? [], offset);
  return values;
}
