import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";

const matmul = await kernelNamed("matmul");

const context = usePage();

function check(m: number, k: number, n: number) {
  return checkKernel(context.page, matmul, {
    inputs: { x: randomFloats(m * k, 1), w: randomFloats(k * n, 2) },
    outputs: { z: m * n },
    params: { m, k, n },
  });
}

describe("matmul", () => {
  it("keeps its bound at any shape", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES);
    await fc.assert(
      fc.asyncProperty(size, size, size, async (m, k, n) => {
        await check(m, k, n);
      }),
      { numRuns: 25 },
    );
  });

  it("computes the notebook's products", async () => {
    expect(await check(256, 784, 32)).toBeGreaterThan(0);
    await check(96, 32, 784);
  });

  it("is exact where f32 is", async () => {
    const whole = (length: number, seed: number) => randomFloats(length, seed, -8, 8).map(Math.round);
    const worst = await checkKernel(context.page, matmul, {
      inputs: { x: whole(17 * 33, 1), w: whole(33 * 9, 2) },
      outputs: { z: 17 * 9 },
      params: { m: 17, k: 33, n: 9 },
    });
    expect(worst).toBe(0);
  });
});
