import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { biasGradientTall } from "../../src/kernels/bias-gradient-tall.js";
import { ROWS } from "../../src/kernels/cuts.js";
import { constantIn } from "../../src/kernels/kernel.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";

const context = usePage();

function check(rows: number, units: number) {
  return checkKernel(context.page, biasGradientTall, {
    inputs: { dz: randomFloats(rows * units, 1) },
    outputs: { db: Math.ceil(rows / ROWS) * units },
    params: { rows, units },
  });
}

describe("bias-gradient-tall", () => {
  it("keeps its bound at any shape, in whole and partial parts", async () => {
    const rows = fc.constantFrom(1, 3, 511, 512, 513, 515, 1024, 2047, 5000);
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(1, 3, 8, 16, 65), async (...given) => {
        await check(...given);
      }),
      { numRuns: 20 },
    );
  });

  it("computes the blog's", async () => {
    expect(await check(128 * 28 * 28, 1)).toBeGreaterThan(0);
  });

  it("cuts up the rows as the plan thinks", () => {
    expect(constantIn(biasGradientTall.wgsl.join("\n"), "ROWS")).toBe(ROWS);
  });
});
