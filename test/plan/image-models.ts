import { expect } from "vitest";
import { type DescriptionOptions, describe as describeModel, networkOf } from "../../src/model/description.js";
import { planFor } from "../../src/plan/lower.js";
import { ARENAS, type Level, type PlanKind } from "../../src/plan/plan.js";
import { randomFloats } from "../harness/kernel-check.js";
import { Float64Training } from "../reference/train-in-float64.js";
import "./loaded.js";

/** Levels differ by rounding only: in float64 by next to nothing. */
const TOLERANCE = 1e-9;
const ROWS = 5;

export type Model = Pick<DescriptionOptions, "input" | "encoder" | "decoder">;

const described = (model: Model) => describeModel({ ...model, loss: "meanSquaredError" });

/** The gradients of one step and the loss after it. */
function outcome(model: Model, level: Level): number[] {
  const description = described(model);
  const size = description.input.reduce((product, length) => product * length, 1);
  const training = new Float64Training(description, { data: randomFloats(ROWS * size, 1, 0, 1), count: ROWS }, level);
  for (const [index, name] of [...training.layout.tensors.keys()].entries()) {
    const weights = training.tensor(ARENAS.weights, name);
    weights.set(randomFloats(weights.length, 10 + index, -0.5, 0.5));
  }
  training.run("train", 0, ROWS);
  return [...training.arena(ARENAS.gradients), training.run("evaluate", 0, ROWS)];
}

/** Trains a step at a level as at level naive. */
export function expectSame(model: Model, level: Level = "tiled"): void {
  const expected = outcome(model, "naive");
  const actual = outcome(model, level);
  const wrong = expected.findIndex((value, index) => {
    return !(Math.abs((actual[index] as number) - value) <= TOLERANCE * (1 + Math.abs(value)));
  });
  if (wrong >= 0) expect.fail(`value ${wrong} is ${actual[wrong]}, at level naive ${expected[wrong]}`);
}

/** The calls of a plan, `label: kernel` each. */
export function calls(model: Model, kind: PlanKind, rows = 128, level: Level = "tiled"): string[] {
  const plan = planFor(networkOf(described(model)), { kind, rows, level, bytes: true });
  return plan.calls.map(({ label, kernel }) => `${label}: ${kernel}`);
}
