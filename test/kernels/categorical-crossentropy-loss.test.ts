import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { oneHotTargets } from "./one-hot-targets.js";
import { runKernel } from "./run-kernel.js";
import { SHARED_SUMS } from "./shared-sums.js";

const categoricalCrossentropyLoss = await kernelNamed("categorical-crossentropy-loss");

const context = usePage();

describe.concurrent.each(SHARED_SUMS)("categorical-crossentropy-loss, %s", (_lanes, sizes) => {
  function check(rows: number, size: number, y: Float32Array, t = oneHotTargets(rows, size, 2)) {
    return checkKernel(context.page, categoricalCrossentropyLoss, {
      inputs: { y, t },
      outputs: { loss: rows },
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

  it("keeps its bound where the other classes weigh as much as the largest, or nearly", async () => {
    const others = [0, -1e-7, 1e-7, -1e-3, 1e-3, -17, -90, -1e4].map((offset) => [
      0,
      offset - Math.LN2,
      offset - Math.LN2,
    ]);
    expect(await check(others.length, 3, Float32Array.from(others.flat()))).toBeGreaterThan(0);
    await check(4, 2, Float32Array.of(0, 0, 5, 5, -1e30, -1e30, 1e30, 0));
  });

  // Where the loss is small its logarithm must not be WGSL's, whose error near 1 is 5e-7.
  it("keeps four digits of a loss of 1e-6", async () => {
    const buffers = { y: Float32Array.of(Math.log(1e6), 0), t: Float32Array.of(1, 0), loss: new Float32Array(1) };
    const settings = { params: { rows: 1, size: 2 }, constants: sizes };
    const [loss = Number.NaN] = await runKernel(context.page, categoricalCrossentropyLoss, "loss", buffers, settings);
    expect(Math.abs(loss / Math.log1p(1e-6) - 1)).toBeLessThan(1e-4);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("shows %d in its row only", async (bad) => {
    const y = new Float32Array(3 * 4).fill(0.5);
    y[4 + 2] = bad;
    const buffers = { y, t: oneHotTargets(3, 4, 1), loss: new Float32Array(3) };
    const settings = { params: { rows: 3, size: 4 }, constants: sizes };
    const loss = await runKernel(context.page, categoricalCrossentropyLoss, "loss", buffers, settings);
    expect(loss.map(Number.isFinite)).toEqual([true, false, true]);
  });
});
