import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import type { Numbers } from "../../src/operations/operation.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { SHARED_SUMS } from "./shared-sums.js";

const biasGradientTall = await kernelNamed("bias-gradient-tall");
const ROWS = constantIn(biasGradientTall, "ROWS");

const context = usePage();

function check(rows: number, units: number, constants: Numbers) {
  return checkKernel(context.page, biasGradientTall, {
    inputs: { dz: randomFloats(rows * units, 1) },
    outputs: { db: Math.ceil(rows / ROWS) * units },
    params: { rows, units },
    constants: { ...constants, ROWS },
  });
}

describe.each(SHARED_SUMS)("bias-gradient-tall, %s", (_, sizes) => {
  it("keeps its bound at any shape, in whole and partial parts", async () => {
    const rows = fc.constantFrom(1, 3, 511, 512, 513, 515, 1024, 2047, 5000);
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(1, 3, 8, 16, 65), async (...given) => {
        await check(...given, sizes);
      }),
      { numRuns: 20 },
    );
  });

  it("computes the blog's", async () => {
    expect(await check(128 * 28 * 28, 1, sizes)).toBeGreaterThan(0);
  });
});
