import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { biasGradientQuads } from "../../src/kernels/bias-gradient-quads.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";

const context = usePage();

function check(rows: number, units: number) {
  return checkKernel(context.page, biasGradientQuads, {
    inputs: { dz: randomFloats(rows * units, 1) },
    outputs: { db: units },
    params: { rows, units },
  });
}

describe("bias-gradient-quads", () => {
  it("keeps its bound at any shape whose units come in fours", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES);
    const inFours = fc.constantFrom(4, 8, 12, 60, 64, 252, 256, 260);
    await fc.assert(
      fc.asyncProperty(size, inFours, async (rows, units) => {
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
