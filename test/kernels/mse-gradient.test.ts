import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";

const mseGradient = await kernelNamed("mse-gradient");

const context = usePage();

function check(count: number, scale = 1) {
  return checkKernel(context.page, mseGradient, {
    inputs: { y: randomFloats(count, 1, -scale, scale), t: randomFloats(count, 2, 0, 1) },
    outputs: { dy: count },
    params: { count },
  });
}

describe("mse-gradient", () => {
  it("keeps its bound at any length and scale", async () => {
    const scale = fc.constantFrom(1e-6, 1, 1e6);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...AWKWARD_SIZES), scale, async (count, times) => {
        await check(count, times);
      }),
      { numRuns: 25 },
    );
  });

  it("divides by the notebook's number of values", async () => {
    expect(await check(256 * 784)).toBeGreaterThan(0);
  });
});
