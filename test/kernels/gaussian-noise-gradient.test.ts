import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const gaussianNoiseGradient = await kernelNamed("gaussian-noise-gradient");

const context = usePage();

/** Its twin is exact, and so is the kernel. */
function check(y: Float32Array, low: number, high: number) {
  const count = y.length;
  return checkKernel(context.page, gaussianNoiseGradient, {
    inputs: { y, dy: randomFloats(count, 2) },
    outputs: { dx: count },
    params: { count, low, high },
  });
}

describe("gaussian-noise-gradient", () => {
  it("is exact for any length and bounds", async () => {
    const count = fc.constantFrom(...AWKWARD_SIZES, 1000);
    const bound = fc.double({ min: -2, max: 2, noNaN: true });
    await fc.assert(
      fc.asyncProperty(count, bound, bound, async (length, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const clipped = randomFloats(length, 1, -3, 3).map((value) => Math.min(Math.max(value, low), high));
        await check(clipped, low, high);
      }),
      { numRuns: 20 },
    );
  });

  it("has no gradient on the bounds, and all of it next to them", async () => {
    const y = Float32Array.of(0, 2 ** -24, 1 - 2 ** -24, 1, 0.5);
    const buffers = { y, dy: Float32Array.of(3, 4, 5, 6, 7), dx: new Float32Array(5) };
    const params = { count: 5, low: 0, high: 1 };
    expect(await runKernel(context.page, gaussianNoiseGradient, "dx", buffers, { params })).toEqual([0, 4, 5, 0, 7]);
  });
});
