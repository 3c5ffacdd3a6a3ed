import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";
import { SHARED_SUMS } from "./shared-sums.js";

const softmax = await kernelNamed("softmax");

const context = usePage();

describe.concurrent.each(SHARED_SUMS)("softmax, %s", (_lanes, sizes) => {
  function check(rows: number, size: number, z: Float32Array) {
    return checkKernel(context.page, softmax, {
      inputs: { z },
      outputs: { y: rows * size },
      params: { rows, size },
      constants: sizes,
    });
  }

  it("keeps its bound at any shape and scale", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES, 10, 784);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...AWKWARD_SIZES), size, fc.constantFrom(1, 30, 1000), async (m, n, times) => {
        await check(m, n, randomFloats(m * n, 1, -times, times));
      }),
      { numRuns: 25 },
    );
  });

  it("keeps its bound for rows that are equal, far apart and far out", async () => {
    const rows = [
      [1, 1, 1],
      [-5, 0, 5],
      [90, 0, -90],
      [1e30, 0, 1e30],
      [-1e30, -1e30, -1e30],
      [1e-30, 0, 0],
    ];
    expect(await check(rows.length, 3, Float32Array.from(rows.flat()))).toBeGreaterThan(0);
  });

  it("gives a class alone all", async () => {
    expect(await check(3, 1, Float32Array.of(-7, 0, 1e9))).toBe(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("shows %d in its row only", async (bad) => {
    const z = new Float32Array(3 * 5).fill(0.5);
    z[5 + 3] = bad;
    const buffers = { z, y: new Float32Array(15) };
    const y = await runKernel(context.page, softmax, "y", buffers, { params: { rows: 3, size: 5 }, constants: sizes });
    const rows = [0, 5, 10].map((first) => y.slice(first, first + 5));
    expect(rows.map((row) => row.every(Number.isFinite))).toEqual([true, false, true]);
  });
});
