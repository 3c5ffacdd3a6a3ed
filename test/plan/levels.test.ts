import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describe as describeModel } from "../../src/model/description.js";
import { ARENAS, LEVELS, type Level, slotArena } from "../../src/plan/plan.js";
import { randomFloats } from "../harness/kernel-check.js";
import { Float64Training } from "../reference/train-in-float64.js";
import { anyModel } from "./arbitrary-models.js";

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

/** Two epochs, each of a whole and a partial batch: the losses, the validation loss, all weights and slots. */
function outcome(model: Model, level: Level): Float64Array {
  const [size = 0] = model.input;
  const training = new Float64Training(model, { data: randomFloats(COUNT * size, 1, 0, 1), count: COUNT }, level);
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

describe.each(LEVELS.filter((level) => level !== "naive"))("level %s", (level) => {
  it("trains a model as level naive does", () => {
    fc.assert(
      fc.property(steadyModel, (options) => {
        const model = describeModel(options);
        const expected = outcome(model, "naive");
        const actual = outcome(model, level);
        expect(actual.length).toBe(expected.length);
        const wrong = expected.findIndex((value, index) => {
          return !(Math.abs((actual[index] as number) - value) <= TOLERANCE * (1 + Math.abs(value)));
        });
        if (wrong >= 0) expect.fail(`value ${wrong} is ${actual[wrong]}, at level naive ${expected[wrong]}`);
      }),
      { numRuns: 30 },
    );
  });
});
