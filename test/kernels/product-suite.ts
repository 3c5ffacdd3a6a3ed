import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/kernels/kernel.js";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";

const TRANSPOSES = {
  neither: { TRANSPOSE_X: 0, TRANSPOSE_W: 0 },
  x: { TRANSPOSE_X: 1, TRANSPOSE_W: 0 },
  w: { TRANSPOSE_X: 0, TRANSPOSE_W: 1 },
} as const;

interface Shape {
  m: number;
  k: number;
  n: number;
  transposed?: keyof typeof TRANSPOSES;
  bias?: boolean;
  activation?: number;
}

/** The tests of z = activate(x · w + b) where m, k and n are multiples of four, by a kernel with one tile an invocation. */
export function describeProductInFours(kernel: Kernel): void {
  const context = usePage();

  function check({ m, k, n, transposed = "neither", bias = false, activation = ACTIVATION_CODE.linear }: Shape) {
    return checkKernel(context.page, kernel, {
      inputs: { x: randomFloats(m * k, 1), w: randomFloats(k * n, 2), b: randomFloats(n, 3) },
      outputs: { z: m * n },
      params: { m, k, n },
      constants: { ...TRANSPOSES[transposed], HAS_BIAS: Number(bias), ACTIVATION: activation },
    });
  }

  describe.concurrent(kernel.name, () => {
    it.each(["neither", "x", "w"] as const)(
      "keeps its bound at any shape in fours, transposed: %s",
      async (transposed) => {
        // Four, a tile and its neighbours, a workgroup and its neighbours.
        const size = fc.constantFrom(4, 8, 12, 16, 20, 28, 32, 36, 64, 100);
        await fc.assert(
          fc.asyncProperty(size, size, size, async (m, k, n) => {
            await check({ m, k, n, transposed });
          }),
          { numRuns: 20 },
        );
      },
    );

    it.each(Object.entries(ACTIVATION_CODE))("adds the bias and applies %s", async (_, activation) => {
      await check({ m: 36, k: 20, n: 12, bias: true, activation });
    });

    it("computes the notebook's products", async () => {
      expect(await check({ m: 256, k: 784, n: 32, bias: true, activation: ACTIVATION_CODE.relu })).toBeGreaterThan(0);
      await check({ m: 96, k: 32, n: 784, bias: true });
      await check({ m: 784, k: 256, n: 32, transposed: "x" });
      await check({ m: 256, k: 784, n: 32, transposed: "w" });
    });
  });
}
