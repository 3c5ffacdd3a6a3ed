import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.js";
import { take } from "../../src/data/dataset.js";
import { loadMnist } from "../../src/data/mnist.js";
import { decodeSafetensors } from "../../src/formats/safetensors.js";
import { describe as describeModel } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import type { Tensor } from "../../src/model/tensor.js";
import { ARENAS } from "../../src/plan/plan.js";
import { U } from "../../src/reference/twin.js";
import { Float64Training } from "./train-in-float64.js";

/**
 * The float64 reference follows PyTorch's float64 trajectories. Initial weights are exact in the files, losses have
 * all their digits; gradients and weights are stored as f32, rounded once: within U of what they were.
 */
const LOSS_TOLERANCE = 1e-12;

const { train } = await loadMnist();

/** Weights by our names of the golden file's layers, the first of which is the encoder. */
const NAMES = { "0": "encoder.0", "1": "decoder.0" } as const;

class Golden {
  readonly losses: readonly number[];
  readonly batchSize: number;
  private readonly tensors: Readonly<Record<string, Tensor>>;

  constructor(name: string) {
    const { tensors, metadata } = decodeSafetensors(
      readFileSync(new URL(`../golden/${name}.safetensors`, import.meta.url)),
    );
    this.tensors = tensors;
    this.losses = JSON.parse(metadata.losses ?? "") as number[];
    this.batchSize = Number(metadata.batchSize);
  }

  /** The tensors of a moment, `initial` or `after10`, by our parameter names. */
  at(moment: string): [name: string, values: Float32Array][] {
    return Object.entries(NAMES).flatMap(([layer, ours]) =>
      ["kernel", "bias"].map((part): [string, Float32Array] => {
        const tensor = this.tensors[`${moment}.${layer}.${part}`];
        if (!tensor) throw new Error(`The golden file has no ${moment}.${layer}.${part}.`);
        return [`${ours}.${part}`, tensor.data];
      }),
    );
  }
}

/** The notebook's model with the golden file's initial weights. */
function start(golden: Golden, samples: Dataset): Float64Training {
  const training = new Float64Training(describeModel(PRESETS.notebook()), samples);
  for (const [name, values] of golden.at("initial")) training.tensor(ARENAS.weights, name).set(values);
  return training;
}

/** Trains steps `from` … `to` − 1 in file order, beginning again after the last, partial batch; checks every loss. */
function follow(training: Float64Training, golden: Golden, samples: number, from: number, to: number): void {
  const batches = Math.ceil(samples / golden.batchSize);
  for (let step = from; step < to; step++) {
    const first = (step % batches) * golden.batchSize;
    const loss = training.run("train", first, Math.min(golden.batchSize, samples - first));
    const wanted = golden.losses[step] ?? Number.NaN;
    expect(Math.abs(loss / wanted - 1), `loss of step ${step + 1}`).toBeLessThan(LOSS_TOLERANCE);
  }
}

/** Every element of every tensor of an arena is the golden file's, up to its rounding to f32. */
function expectTensors(training: Float64Training, arena: string, golden: Golden, moment: string): void {
  for (const [name, wanted] of golden.at(moment)) {
    const actual = training.tensor(arena, name);
    expect(actual.length).toBe(wanted.length);
    const wrong = wanted.findIndex((value, index) => {
      const ours = actual[index] as number;
      return !(Math.abs(ours - value) <= 1.01 * U * Math.abs(value) + 1e-14);
    });
    if (wrong >= 0) expect.fail(`${moment} ${name}[${wrong}] is ${actual[wrong]}, PyTorch has ${wanted[wrong]}`);
  }
}

describe("the float64 reference follows PyTorch", () => {
  it("over the first ten steps of the notebook", () => {
    const golden = new Golden("notebook");
    const training = start(golden, take(train, 10 * golden.batchSize));
    follow(training, golden, train.count, 0, 1);
    expectTensors(training, ARENAS.gradients, golden, "gradient");
    expectTensors(training, ARENAS.weights, golden, "after1");
    follow(training, golden, train.count, 1, 10);
    expectTensors(training, ARENAS.weights, golden, "after10");
  });

  it("through partial batches, beginning again after each", () => {
    const golden = new Golden("notebook_partial_batch");
    const samples = take(train, 1000);
    const training = start(golden, samples);
    follow(training, golden, samples.count, 0, 60);
    expectTensors(training, ARENAS.weights, golden, "after60");
  });

  it("overfitting the single sample, a hundred steps", () => {
    const golden = new Golden("single_sample");
    const training = start(golden, take(train, 1));
    follow(training, golden, 1, 0, 100);
    expectTensors(training, ARENAS.weights, golden, "after100");
  });
});
