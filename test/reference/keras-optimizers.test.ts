import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dense } from "../../src/layers/dense.js";
import { describe as describeModel } from "../../src/model/description.js";
import { OPTIMIZERS, readOptimizer } from "../../src/optimizers/optimizers.js";
import { ARENAS } from "../../src/plan/plan.js";
import { U } from "../../src/reference/twin.js";
import { Float64Training } from "./train-in-float64.js";

/** What make_keras_optimizers.py wrote: all numbers as Keras had them, in float64. */
interface Golden {
  readonly samples: readonly number[];
  readonly initial: readonly (readonly number[])[];
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly optimizer: { readonly type: string; readonly clipnorm?: number };
        /** Of each step, before its update. */
        readonly losses: readonly number[];
        /** After the last step. */
        readonly weights: readonly (readonly number[])[];
      }
    >
  >;
}

const { samples, initial, cases }: Golden = JSON.parse(
  readFileSync(new URL("../golden/keras-optimizers.json", import.meta.url), "utf8"),
);

const NAMES = ["encoder.0.kernel", "encoder.0.bias", "decoder.0.kernel", "decoder.0.bias"];
const BATCHES = Array.from({ length: 3 }, () => [
  [0, 5],
  [5, 5],
  [10, 2],
]).flat();

/**
 * Both compute in double precision, in another order: a few units of 2⁻⁵³ a step and weight, which nine steps of this small
 * model do not make a thousand of.
 */
const TOLERANCE = 1e-12;

/**
 * Keras clips in float32 whatever the gradients are: three roundings a gradient and step, which the updates pass on no larger
 * than they are.
 */
const TOLERANCE_CLIPPED = 3 * BATCHES.length * U;

function expectClose(actual: number, wanted: number, tolerance: number, what: string): void {
  expect(Math.abs(actual - wanted), what).toBeLessThanOrEqual(tolerance * (Math.abs(wanted) + 0.01));
}

describe("the float64 reference follows Keras", () => {
  it("with every optimizer", () => {
    expect(new Set(Object.values(cases).map(({ optimizer }) => optimizer.type))).toEqual(new Set(OPTIMIZERS));
  });

  it.each(Object.keys(cases))("%s", (name) => {
    const golden = cases[name] as Golden["cases"][string];
    const model = describeModel({
      input: 6,
      encoder: [dense(3, { activation: "tanh" })],
      decoder: [dense(6)],
      loss: "meanSquaredError",
      optimizer: readOptimizer(golden.optimizer),
    });
    const training = new Float64Training(model, { data: Float32Array.from(samples), count: 12 });
    for (const [index, tensor] of NAMES.entries()) training.tensor(ARENAS.weights, tensor).set(initial[index] ?? []);
    const tolerance = golden.optimizer.clipnorm === undefined ? TOLERANCE : TOLERANCE_CLIPPED;
    for (const [step, [start = 0, rows = 0]] of BATCHES.entries()) {
      const loss = training.run("train", start, rows);
      expectClose(loss, golden.losses[step] ?? Number.NaN, tolerance, `loss of step ${step + 1}`);
    }
    for (const [index, tensor] of NAMES.entries()) {
      const actual = training.tensor(ARENAS.weights, tensor);
      const wanted = golden.weights[index] ?? [];
      expect(actual.length).toBe(wanted.length);
      for (const [at, value] of wanted.entries())
        expectClose(actual[at] as number, value, tolerance, `${tensor}[${at}]`);
    }
  });
});
