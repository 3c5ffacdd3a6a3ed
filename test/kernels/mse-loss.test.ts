import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";
import { sharedSumsInTurn } from "./shared-sums.js";

const mseLoss = await kernelNamed("mse-loss");

const context = usePage();

describe.concurrent.each(sharedSumsInTurn(1))("mse-loss, %s", (_lanes, sizes) => {
  function check(rows: number, size: number, scale = 1) {
    return checkKernel(context.page, mseLoss, {
      inputs: { y: randomFloats(rows * size, 1, -scale, scale), t: randomFloats(rows * size, 2, 0, 1) },
      outputs: { loss: rows },
      params: { rows, size },
      constants: sizes,
    });
  }

  describe.each([1, 31, 32, 33, 784])("samples of %i values", (size) => {
    it.each([1, 65, 96, 256])("keeps its bound over %i rows", async (rows) => {
      await check(rows, size);
      await check(rows, size, 1e4);
    });
  });

  it("is 0 where the model is right", async () => {
    const y = randomFloats(3 * 33, 1);
    const worst = await checkKernel(context.page, mseLoss, {
      inputs: { y, t: y },
      outputs: { loss: 3 },
      params: { rows: 3, size: 33 },
      constants: sizes,
    });
    expect(worst).toBe(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("shows %d in its row only", async (bad) => {
    const y = new Float32Array(3 * 40);
    y[40 + 35] = bad;
    const buffers = { y, t: new Float32Array(3 * 40), loss: new Float32Array(3) };
    const loss = await runKernel(context.page, mseLoss, "loss", buffers, {
      params: { rows: 3, size: 40 },
      constants: sizes,
    });
    expect(loss.map(Number.isFinite)).toEqual([true, false, true]);
  });
});
