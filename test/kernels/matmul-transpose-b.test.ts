import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";

const matmulTransposeB = await kernelNamed("matmul-transpose-b");

const context = usePage();

/** x · wᵀ, x [m, k] and w [n, k]. */
function check(m: number, k: number, n: number) {
  return checkKernel(context.page, matmulTransposeB, {
    inputs: { x: randomFloats(m * k, 1), w: randomFloats(n * k, 2) },
    outputs: { z: m * n },
    params: { m, k, n },
    constants: { TRANSPOSE_W: 1 },
  });
}

describe("matmul-transpose-b", () => {
  it("keeps its bound at any shape", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES);
    await fc.assert(
      fc.asyncProperty(size, size, size, async (m, k, n) => {
        await check(m, k, n);
      }),
      { numRuns: 25 },
    );
  });

  it("computes the notebook's input gradient", async () => {
    expect(await check(256, 784, 32)).toBeGreaterThan(0);
  });
});
