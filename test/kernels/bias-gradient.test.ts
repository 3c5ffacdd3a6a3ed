import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { biasGradient } from "../../src/kernels/bias-gradient.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";

const context = usePage();

function check(rows: number, units: number) {
  return checkKernel(context.page, biasGradient, {
    inputs: { dz: randomFloats(rows * units, 1) },
    outputs: { db: units },
    params: { rows, units },
  });
}

describe("bias-gradient", () => {
  it("keeps its bound at any shape", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES);
    await fc.assert(
      fc.asyncProperty(size, size, async (rows, units) => {
        await check(rows, units);
      }),
      { numRuns: 25 },
    );
  });

  it("computes the notebook's, of a whole and of the last batch", async () => {
    expect(await check(256, 784)).toBeGreaterThan(0);
    await check(96, 32);
  });
});
