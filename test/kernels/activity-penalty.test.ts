import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import { BLOCK } from "../../src/reference/row-loss.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";
import { SHARED_SUMS } from "./shared-sums.js";

const activityPenalty = await kernelNamed("activity-penalty");

const context = usePage();

describe.each(SHARED_SUMS)("activity-penalty, %s", (_lanes, sizes) => {
  function check(rows: number, size: number, l1: number, l2: number, y = randomFloats(rows * size, 1)) {
    return checkKernel(context.page, activityPenalty, {
      inputs: { y, loss: randomFloats(rows, 2, 0, 1) },
      params: { rows, size, l1, l2 },
      constants: sizes,
    });
  }

  it("keeps its bound at any shape and weights", async () => {
    const rows = fc.constantFrom(...AWKWARD_SIZES);
    const size = fc.constantFrom(1, 2, 31, 32, 33, 64, 100);
    const weight = fc.constantFrom(0, 1e-7, 1e-5, 0.3, 10);
    await fc.assert(
      fc.asyncProperty(rows, size, weight, weight, async (...given) => {
        await check(...given);
      }),
      { numRuns: 30 },
    );
  });

  it("keeps its bound for outputs of every magnitude", async () => {
    const values = [0, 1e-40, 1e-30, 1e-20, 1e-7, 1, 1e10, 1e18];
    const y = Float32Array.from(values.flatMap((value) => [value, -value]));
    await check(y.length, 1, 0.1, 0.2, y);
    await check(1, y.length, 0.1, 0.2, y);
  });

  it("adds l1 |y| + l2 y² over the units, not their mean", async () => {
    const buffers = { y: Float32Array.of(1, -2, 3, 0, 0, -4), loss: Float32Array.of(10, 20) };
    const params = { rows: 2, size: 3, l1: 0.5, l2: 0.25 };
    expect(await runKernel(context.page, activityPenalty, "loss", buffers, { params, constants: sizes })).toEqual([
      16.5, 26,
    ]);
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])("shows %d in its row only", async (bad) => {
    const y = new Float32Array(3 * 40);
    y[40 + 35] = bad;
    const params = { rows: 3, size: 40, l1: 1, l2: 0 };
    const loss = await runKernel(
      context.page,
      activityPenalty,
      "loss",
      { y, loss: new Float32Array(3) },
      { params, constants: sizes },
    );
    expect(loss.map(Number.isFinite)).toEqual([true, false, true]);
  });

  it("sums in the blocks that its bound counts", () => {
    expect(constantIn(activityPenalty.wgsl.join("\n"), "BLOCK")).toBe(BLOCK);
  });
});
