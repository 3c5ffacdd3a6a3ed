import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.js";
import { take } from "../../src/data/dataset.js";
import { loadMnist } from "../../src/data/mnist.js";
import { describe as describeModel } from "../../src/model/description.js";
import { ARENAS, type Level, type Precision } from "../../src/plan/plan.js";
import { U } from "../../src/reference/twin.js";
import { MIXED } from "../golden/mixed.js";
import { distance, joined, readTrajectory, relative, type Trajectory } from "../golden/trajectory.js";
import { Float64Training } from "./train-in-float64.js";

/**
 * The float64 reference follows PyTorch's float64 trajectories. Initial weights are exact in the files, losses have
 * all their digits; gradients and weights are stored as f32, rounded once: within U of what they were.
 */
const LOSS_TOLERANCE = 1e-12;

const { train } = await loadMnist();

/** The golden file's model with its initial weights. */
function start(golden: Trajectory, ...[samples, ...manner]: [samples: Dataset, level?: Level, precision?: Precision]) {
  const training = new Float64Training(describeModel(golden.options), samples, ...manner);
  for (const [name, { data }] of Object.entries(golden.at("initial"))) training.tensor(ARENAS.weights, name).set(data);
  return training;
}

/** Trains steps `from` … `to` − 1 in file order, beginning again after the last, partial batch. Returns their losses. */
function follow(training: Float64Training, { batchSize }: Trajectory, samples: number, from: number, to: number) {
  const batches = Math.ceil(samples / batchSize);
  return Array.from({ length: to - from }, (_, index) => {
    const first = ((from + index) % batches) * batchSize;
    return training.run("train", first, Math.min(batchSize, samples - first));
  });
}

/** Every loss, from that of step `from` on, is the golden file's. */
function expectLosses(losses: readonly number[], golden: Trajectory, from = 0): void {
  for (const [index, loss] of losses.entries()) {
    const step = from + index;
    expect(relative(loss, golden.losses[step]), `loss of step ${step + 1}`).toBeLessThan(LOSS_TOLERANCE);
  }
}

/** Every element of every tensor of an arena is the golden file's, up to its rounding to f32. */
function expectTensors(
  training: Float64Training,
  arena: string,
  golden: Trajectory,
  moment: Parameters<Trajectory["at"]>[0],
): void {
  for (const [name, { data }] of Object.entries(golden.at(moment))) {
    const actual = training.tensor(arena, name);
    expect(actual.length).toBe(data.length);
    const wrong = data.findIndex((value, index) => {
      const ours = actual[index] as number;
      return !(Math.abs(ours - value) <= 1.01 * U * Math.abs(value) + 1e-14);
    });
    if (wrong >= 0) expect.fail(`${moment} ${name}[${wrong}] is ${actual[wrong]}, PyTorch has ${data[wrong]}`);
  }
}

describe("the float64 reference follows PyTorch", () => {
  it("over the first ten steps of the notebook", async () => {
    const golden = await readTrajectory("notebook");
    const training = start(golden, take(train, 10 * golden.batchSize));
    expectLosses(follow(training, golden, train.count, 0, 1), golden);
    expectTensors(training, ARENAS.gradients, golden, "gradient");
    expectTensors(training, ARENAS.weights, golden, "after1");
    expectLosses(follow(training, golden, train.count, 1, 10), golden, 1);
    expectTensors(training, ARENAS.weights, golden, "after10");
  });

  it("through partial batches, beginning again after each", async () => {
    const golden = await readTrajectory("notebook_partial_batch");
    const samples = take(train, 1000);
    const training = start(golden, samples);
    expectLosses(follow(training, golden, samples.count, 0, 60), golden);
    expectTensors(training, ARENAS.weights, golden, "after60");
  });

  it("overfitting the single sample, a hundred steps", async () => {
    const golden = await readTrajectory("single_sample");
    const training = start(golden, take(train, 1));
    expectLosses(follow(training, golden, 1, 0, 100), golden);
    expectTensors(training, ARENAS.weights, golden, "after100");
  });
});

describe("what f16 rounds leads away from PyTorch, in all so far as the GPU's tolerance is made from", () => {
  it.each(MIXED)("$name, $steps steps", async ({ name, steps, loss, weights }) => {
    const golden = await readTrajectory(name);
    const samples = take(train, steps * golden.batchSize);
    const training = start(golden, samples, "tiled", "mixed");
    const losses = follow(training, golden, samples.count, 0, steps);
    const off = Math.max(...losses.map((value, step) => relative(value, golden.losses[step])));
    expect(off).toBeLessThanOrEqual(loss);
    // Rounded up to two digits, and not to more.
    expect(off).toBeGreaterThan(0.9 * loss);
    if (!weights) return;
    const expected = golden.at(`after${steps}`);
    const actual = Object.keys(expected).flatMap((tensor) => [...training.tensor(ARENAS.weights, tensor)]);
    const weightsOff = distance(actual, joined(Object.values(expected)));
    expect(weightsOff).toBeLessThanOrEqual(weights);
    expect(weightsOff).toBeGreaterThan(0.9 * weights);
  });
});
