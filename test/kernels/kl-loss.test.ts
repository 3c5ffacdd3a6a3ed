import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import { BLOCK } from "../../src/reference/row-loss.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";
import { sharedSumsInTurn } from "./shared-sums.js";

const klLoss = await kernelNamed("kl-loss");

const context = usePage();

interface Divergence {
  rows: number;
  size: number;
  weight?: number;
  mean?: Float32Array;
  logVar?: Float32Array;
  loss?: Float32Array;
}

describe.each(sharedSumsInTurn(0))("kl-loss, %s", (_lanes, sizes) => {
  function check({ rows, size, weight = 1, ...given }: Divergence) {
    const mean = given.mean ?? randomFloats(rows * size, 1, -2, 2);
    const logVar = given.logVar ?? randomFloats(rows * size, 2, -8, 4);
    return checkKernel(context.page, klLoss, {
      inputs: { mean, log_var: logVar, loss: given.loss ?? randomFloats(rows, 3, 0, 1) },
      params: { rows, size, weight },
      constants: sizes,
    });
  }

  it("keeps its bound at any shape and weight", async () => {
    const rows = fc.constantFrom(...AWKWARD_SIZES);
    const size = fc.constantFrom(1, 2, 31, 32, 33, 64, 100);
    const weight = fc.constantFrom(0, 1e-3, 1 / 784, 1, 5);
    await fc.assert(
      fc.asyncProperty(rows, size, weight, async (m, n, times) => {
        await check({ rows: m, size: n, weight: times });
      }),
      { numRuns: 30 },
    );
  });

  // A value a row, and no loss before it, so that nothing hides behind anything.
  it("keeps its bound for every size of variance alone", async () => {
    const values = [0, 1e-30, 1e-15, 1e-7, 1e-4, 1e-3, 0.1, 0.5, 1 - 2 ** -24, 1, 1 + 2 ** -23, 4, 10, 40, 80];
    const logVar = Float32Array.from([...values.flatMap((value) => [value, -value]), -100, -1e30]);
    const rows = logVar.length;
    const zeros = new Float32Array(rows);
    await check({ rows, size: 1, mean: zeros, logVar, loss: zeros });
    const near = randomFloats(10_000, 5, -1.5, 1.5);
    const none = new Float32Array(10_000);
    expect(await check({ rows: 10_000, size: 1, mean: none, logVar: near, loss: none })).toBeGreaterThan(0.05);
  });

  it("is exactly 0 for a standard normal", async () => {
    const buffers = { mean: new Float32Array(66), log_var: new Float32Array(66), loss: Float32Array.of(0.25, -1) };
    const params = { rows: 2, size: 33, weight: 3 };
    expect(await runKernel(context.page, klLoss, "loss", buffers, { params, constants: sizes })).toEqual([0.25, -1]);
  });

  describe.each(["mean", "log_var"])("%s", (name) => {
    it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
      "shows %d in its row only",
      async (bad) => {
        const values = new Float32Array(3 * 40).fill(0.5);
        values[40 + 35] = bad;
        const buffers = { mean: new Float32Array(120), log_var: new Float32Array(120), loss: new Float32Array(3) };
        Object.assign(buffers, { [name]: values });
        const params = { rows: 3, size: 40, weight: 1 };
        const loss = await runKernel(context.page, klLoss, "loss", buffers, { params, constants: sizes });
        expect(loss.map(Number.isFinite)).toEqual([true, false, true]);
      },
    );
  });

  it("sums in the blocks that its bound counts", () => {
    expect(constantIn(klLoss.wgsl.join("\n"), "BLOCK")).toBe(BLOCK);
  });
});
