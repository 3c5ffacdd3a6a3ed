import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { oneHotTargets } from "./one-hot-targets.js";
import { SHARED_SUMS } from "./shared-sums.js";

const categoricalCrossentropyGradient = await kernelNamed("categorical-crossentropy-gradient");

const context = usePage();

describe.concurrent.each(SHARED_SUMS)("categorical-crossentropy-gradient, %s", (_lanes, sizes) => {
  function check(rows: number, size: number, y: Float32Array, t = oneHotTargets(rows, size, 2)) {
    return checkKernel(context.page, categoricalCrossentropyGradient, {
      inputs: { y, t },
      outputs: { dy: rows * size },
      params: { rows, size },
      constants: sizes,
    });
  }

  it("keeps its bound at any shape and scale, for targets one-hot and soft", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES, 10, 784);
    const scale = fc.constantFrom(1, 30, 1000);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...AWKWARD_SIZES), size, scale, fc.boolean(), async (m, n, times, soft) => {
        const y = randomFloats(m * n, 1, -times, times);
        await check(m, n, y, soft ? randomFloats(m * n, 3, 0, 2 / n) : oneHotTargets(m, n, 2));
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
    ];
    expect(await check(rows.length, 3, Float32Array.from(rows.flat()))).toBeGreaterThan(0);
  });
});
