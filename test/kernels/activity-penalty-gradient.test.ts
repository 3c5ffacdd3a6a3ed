import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const activityPenaltyGradient = await kernelNamed("activity-penalty-gradient");

const context = usePage();

interface Penalty {
  y: Float32Array;
  rows: number;
  l1: number;
  l2: number;
  dy?: Float32Array;
}

function check({ y, rows, l1, l2, dy = randomFloats(y.length, 2) }: Penalty) {
  return checkKernel(context.page, activityPenaltyGradient, {
    inputs: { y, dy },
    params: { count: y.length, rows, l1, l2 },
  });
}

describe("activity-penalty-gradient", () => {
  it("keeps its bound at any shape and weights", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES);
    const weight = fc.constantFrom(0, 1e-7, 1e-5, 0.3, 10);
    await fc.assert(
      fc.asyncProperty(size, size, weight, weight, async (rows, units, l1, l2) => {
        await check({ y: randomFloats(rows * units, 1), rows, l1, l2 });
      }),
      { numRuns: 30 },
    );
  });

  it("keeps its bound for outputs of every magnitude", async () => {
    const values = [0, 1e-40, 1e-30, 1e-7, 1, 1e10, 1e30];
    const y = Float32Array.from(values.flatMap((value) => [value, -value]));
    await check({ y, rows: 7, l1: 0.1, l2: 0.2 });
    await check({ y, rows: 7, l1: 0.1, l2: 0.2, dy: new Float32Array(y.length) });
  });

  it("adds l1 by sign, none at 0, and l2, over the rows", async () => {
    const buffers = { y: Float32Array.of(3, -3, 0, -0), dy: Float32Array.of(1, 1, 1, 1) };
    const params = { count: 4, rows: 2, l1: 0.5, l2: 0.25 };
    const dy = await runKernel(context.page, activityPenaltyGradient, "dy", buffers, { params });
    expect(dy).toEqual([2, 0, 1, 1]);
  });
});
