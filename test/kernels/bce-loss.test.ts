import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";
import { sharedSumsInTurn } from "./shared-sums.js";
import { targets } from "./targets.js";

const bceLoss = await kernelNamed("bce-loss");

const context = usePage();

/** Every value with every target, a value a row, so that none hides behind another. */
function everyPair(values: readonly number[]) {
  const targetsOf = [0, 1, 0.5, 1 / 255, 254 / 255];
  const pairs = values.flatMap((value) => targetsOf.map((target) => [value, target] as const));
  return {
    rows: pairs.length,
    y: Float32Array.from(pairs, ([value]) => value),
    t: Float32Array.from(pairs, ([, target]) => target),
  };
}

describe.concurrent.each(sharedSumsInTurn(0))("bce-loss, %s", (_lanes, sizes) => {
  function check(fromLogits: boolean, rows: number, size: number, y: Float32Array, t = targets(rows * size, 2)) {
    return checkKernel(context.page, bceLoss, {
      inputs: { y, t },
      outputs: { loss: rows },
      params: { rows, size },
      constants: { ...sizes, FROM_LOGITS: Number(fromLogits) },
    });
  }

  describe.each([1, 31, 32, 33, 784])("samples of %i values", (size) => {
    it.each([1, 96, 256])("keeps its bound over %i rows", async (rows) => {
      await check(true, rows, size, randomFloats(rows * size, 1, -20, 20));
      await check(false, rows, size, randomFloats(rows * size, 1, 0, 1));
    });
  });

  it("keeps its bound for a logit alone, up to where Keras clips and beyond", async () => {
    const logits = [0, 1e-30, 1e-7, 1e-3, 0.5, 1, 4, 10, 16.11, 16.118095, 16.12, 20, 90, 1e30];
    const { rows, y, t } = everyPair(logits.flatMap((z) => [z, -z]));
    await check(true, rows, 1, y, t);
  });

  it("keeps its bound for a probability alone, saturated and outside 0…1 included", async () => {
    const probabilities = [0, 1e-30, 1e-8, 1e-7, 1e-6, 0.01, 0.49, 0.5, 0.51, 0.99, 1 - 1e-6, 1 - 2 ** -23, 1, 2, -1];
    const { rows, y, t } = everyPair(probabilities);
    await check(false, rows, 1, y, t);
  });

  // Where the loss is small its logarithm must not be WGSL's, whose error near 1 is 5e-7.
  it("keeps four digits of a loss of 1e-6", async () => {
    const y = Float32Array.of(Math.log(1e6 - 1));
    const buffers = { y, t: Float32Array.of(1), loss: new Float32Array(1) };
    const settings = { params: { rows: 1, size: 1 }, constants: { ...sizes, FROM_LOGITS: 1 } };
    const [loss = Number.NaN] = await runKernel(context.page, bceLoss, "loss", buffers, settings);
    expect(Math.abs(loss / 1e-6 - 1)).toBeLessThan(1e-4);
  });

  describe.each([true, false])("from logits: %s", (fromLogits) => {
    it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
      "shows %d in its row only",
      async (bad) => {
        const y = new Float32Array(3 * 40).fill(0.5);
        y[40 + 35] = bad;
        const buffers = { y, t: new Float32Array(3 * 40), loss: new Float32Array(3) };
        const settings = { params: { rows: 3, size: 40 }, constants: { ...sizes, FROM_LOGITS: Number(fromLogits) } };
        const loss = await runKernel(context.page, bceLoss, "loss", buffers, settings);
        expect(loss.map(Number.isFinite)).toEqual([true, false, true]);
      },
    );
  });
});
