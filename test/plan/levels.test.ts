import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conv2d } from "../../src/layers/conv2d.js";
import { dense } from "../../src/layers/dense.js";
import { describe as describeModel } from "../../src/model/description.js";
import { adadelta } from "../../src/optimizers/adadelta.js";
import { PART } from "../../src/plan/passes/clip-in-parts.js";
import { ARENAS, LADDER, type Level, slotArena } from "../../src/plan/plan.js";
import type { Samples } from "../../src/train/data-on-gpu.js";
import { randomFloats } from "../harness/kernel-check.js";
import { Float64Training } from "../reference/train-in-float64.js";
import { anyModel } from "./arbitrary-models.js";
import { expectSame as expectSameImages, type Model as ImageModel } from "./image-models.js";

/** Levels differ by rounding only: in float64, and over few steps, by next to nothing. */
const TOLERANCE = 1e-9;
const COUNT = 7;
const BATCH = 4;

/**
 * Cross-entropy of what is not a probability magnifies a rounding up to 1e7 times, at one level as at the other.
 */
const steadyModel = anyModel.filter(({ loss, decoder }) => {
  const last = decoder.at(-1);
  return loss === "meanSquaredError" || (last?.type === "dense" && last.activation === "sigmoid");
});

type Model = ReturnType<typeof describeModel>;

/** What stands beside the samples. */
interface Given {
  readonly targets: boolean;
  readonly weights: boolean;
  readonly mask: boolean;
}
const anyGiven: fc.Arbitrary<Given> = fc.record({ targets: fc.boolean(), weights: fc.boolean(), mask: fc.boolean() });

/** Two epochs, each of a whole and a partial batch: the losses, the validation loss, all weights and slots. */
function outcome(model: Model, level: Level, given: Given): Float64Array {
  const [size = 0] = model.input;
  const samples: Samples = {
    data: randomFloats(COUNT * size, 1, 0, 1),
    count: COUNT,
    ...(given.targets && { targets: { data: randomFloats(COUNT * size, 2, 0, 1), shape: [size] } }),
    ...(given.weights && { sampleWeight: Float32Array.of(1, 0, 2.5, 1, 0.1, 7, 1) }),
    ...(given.mask && { mask: Uint8Array.from(randomFloats(COUNT * size, 3), (value) => Number(value > -0.3)) }),
  };
  const training = new Float64Training(model, samples, level);
  for (const [index, name] of [...training.layout.tensors.keys()].entries()) {
    const weights = training.tensor(ARENAS.weights, name);
    weights.set(randomFloats(weights.length, 10 + index, -0.5, 0.5));
  }
  const losses = [0, BATCH, 0, BATCH].map((start) => training.run("train", start, Math.min(BATCH, COUNT - start)));
  losses.push(training.run("evaluate", 0, COUNT));
  return Float64Array.from(
    [ARENAS.weights, ...["a", "d"].map(slotArena)].flatMap((name) => [...training.arena(name)]).concat(losses),
  );
}

describe.each(LADDER.filter((level) => level !== "naive"))("level %s", (level) => {
  it("trains a model as level naive does", () => {
    fc.assert(
      fc.property(steadyModel, anyGiven, (options, given) => {
        const model = describeModel(options);
        expectSame(outcome(model, level, given), outcome(model, "naive", given));
      }),
      { numRuns: 60 },
    );
  });
});

describe("level fused", () => {
  it.each([1, 2])("takes no convolution for a dense layer that is a product over pixels, %d pixels a side", (side) => {
    const model: ImageModel = {
      input: [side, side, 4],
      encoder: [conv2d(8, 1)],
      decoder: [conv2d(4, 1, { activation: "sigmoid" })],
    };
    expectSameImages(model, "fused");
  });
});

describe("level tiled-64", () => {
  it.each([1e-3, 1e3])("clips gradients in parts as level naive does, to a norm of %d", (clipnorm) => {
    const layers = { encoder: [dense(PART / 32 + 1)], decoder: [dense(32, { activation: "sigmoid" })] } as const;
    const model = describeModel({ input: 32, ...layers, optimizer: adadelta({ clipnorm }) });
    const given = { targets: false, weights: false, mask: false };
    expectSame(outcome(model, "tiled-64", given), outcome(model, "naive", given));
  });
});

function expectSame(actual: Float64Array, naive: Float64Array) {
  expect(actual.length).toBe(naive.length);
  const wrong = naive.findIndex((value, index) => {
    return !(Math.abs((actual[index] as number) - value) <= TOLERANCE * (1 + Math.abs(value)));
  });
  if (wrong >= 0) expect.fail(`value ${wrong} is ${actual[wrong]}, at level naive ${naive[wrong]}`);
}
