import { beforeAll, describe, expect, it } from "vitest";
import { loadKernels } from "../../src/kernels/kernels.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import { planFor } from "../../src/plan/lower.js";
import { LADDER, outputsOf } from "../../src/plan/plan.js";
import type { Comparison } from "../../src/train/comparison.js";
import { usePage } from "../harness/browser.js";
import "./loaded.js";

/**
 * Both executors run the same plan, so any buffer after any call can be held against the reference, and a wrong kernel
 * is the first row that fails.
 */

const context = usePage();

beforeAll(() => loadKernels());

/** Every row within its bound and, being f32, not exact everywhere; both trainings alike. */
function expectAgreement(comparison: Comparison): void {
  expect(comparison.rows.filter(({ boundShare }) => !(boundShare >= 0 && boundShare <= 1))).toEqual([]);
  expect(comparison.rows.filter(({ maxError }) => maxError > 0).length).toBeGreaterThan(comparison.rows.length / 2);
  for (const { relativeError } of comparison.losses) expect(relativeError).toBeLessThan(1e-6);
  expect(comparison.weightError).toBeLessThan(2e-6);
  expect(comparison.passed).toBe(true);
}

describe.each(LADDER)("every buffer after every call, level %s", (level) => {
  it("of two steps of the notebook's model, from bytes", async () => {
    const comparison = await context.page.evaluate(async (given) => {
      const { compare, PRESETS } = globalThis.isthmus;
      const pixels = Uint8Array.from({ length: 40 * 784 }, (_, index) => (index * 7919) % 256);
      const gpu = await globalThis.harness.gpu();
      return compare({ ...PRESETS.notebook(), level: given, gpu }, pixels, { steps: 2, batchSize: 16 });
    }, level);
    expectAgreement(comparison);
    expect(comparison).toMatchObject({ level, steps: 2, batchSize: 16 });
    const plan = planFor(networkOf(describeModel(PRESETS.notebook())), { kind: "train", level, rows: 16, bytes: true });
    const outputs = plan.calls.flatMap((call) => outputsOf(call).map(([, { buffer }]) => [call.label, buffer]));
    expect(comparison.rows.map(({ call, buffer }) => [call, buffer])).toEqual([...outputs, ...outputs]);
  });

  it("of steps with a partial batch, odd sizes, floats, and every other activation", async () => {
    const comparison = await context.page.evaluate(async (given) => {
      const { compare, dense, adadelta } = globalThis.isthmus;
      const values = Float32Array.from({ length: 13 * 17 }, (_, index) => Math.sin(index));
      const model = {
        input: 17,
        encoder: [dense(5, { activation: "tanh" }), dense(3, { activation: "sigmoid", useBias: false })],
        decoder: [dense(17)],
        loss: "meanSquaredError",
        optimizer: adadelta.torch(),
        level: given,
        gpu: await globalThis.harness.gpu(),
      } as const;
      return compare(model, values, { steps: 4, batchSize: 5 });
    }, level);
    expectAgreement(comparison);
    // Of the whole batch's length, so that a partial batch that wrote past its end would show.
    const losses = comparison.rows.filter(({ buffer }) => buffer === "loss");
    expect(losses.map(({ elements }) => elements)).toEqual([5, 5, 5, 5]);
  });

  it("of binary cross-entropy from probabilities", async () => {
    const comparison = await context.page.evaluate(async (given) => {
      const { compare, dense } = globalThis.isthmus;
      const values = Float32Array.from({ length: 9 * 6 }, (_, index) => (index % 11) / 10);
      // Outputs on both sides of 0 and of 1: where Keras clips as well as where it does not.
      const gpu = await globalThis.harness.gpu();
      const model = { input: 6, encoder: [dense(4)], decoder: [dense(6)], level: given, gpu };
      return compare(model, values, { steps: 2, batchSize: 9 });
    }, level);
    expect(comparison.rows.filter(({ boundShare }) => !(boundShare <= 1))).toEqual([]);
    expect(comparison.passed).toBe(true);
  });
});
