import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";

const matmulTransposeA = await kernelNamed("matmul-transpose-a");

const context = usePage();

/** xᵀ · w, x [k, m] and w [k, n]. */
function check(m: number, k: number, n: number) {
  return checkKernel(context.page, matmulTransposeA, {
    inputs: { x: randomFloats(k * m, 1), w: randomFloats(k * n, 2) },
    outputs: { z: m * n },
    params: { m, k, n },
    constants: { TRANSPOSE_X: 1 },
  });
}

describe("matmul-transpose-a", () => {
  it("keeps its bound at any shape", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES);
    await fc.assert(
      fc.asyncProperty(size, size, size, async (m, k, n) => {
        await check(m, k, n);
      }),
      { numRuns: 25 },
    );
  });

  it("computes the notebook's kernel gradients, of a whole and of the last batch", async () => {
    expect(await check(784, 256, 32)).toBeGreaterThan(0);
    await check(32, 96, 784);
  });
});
