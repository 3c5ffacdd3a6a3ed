import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/kernels/kernel.js";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";

/** What each activation can give, its ends included. */
const RANGES = {
  linear: [-9, 9],
  relu: [0, 9],
  sigmoid: [0, 1],
  tanh: [-1, 1],
  leakyRelu: [-2, 9],
  elu: [-1, 9],
} as const;
const ALMOST_ONE = 1 - 2 ** -24;

/**
 * The tests of dz = dy · activate′.
 * @param lengths that it takes
 */
export function describeActivationGradient(kernel: Kernel, lengths: readonly number[]): void {
  const context = usePage();

  function check(activation: number, y: Float32Array) {
    const count = y.length;
    return checkKernel(context.page, kernel, {
      inputs: { y, dy: randomFloats(count, 2, -3, 3) },
      outputs: { dz: count },
      params: { count },
      constants: { ACTIVATION: activation },
    });
  }

  describe.each(Object.entries(RANGES))(`${kernel.name} of %s`, (name, [low, high]) => {
    const activation = ACTIVATION_CODE[name as keyof typeof RANGES];

    it("keeps its bound at any length", async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...lengths), async (count) => {
          await check(activation, randomFloats(count, 1, low, high));
        }),
        { numRuns: 15 },
      );
    });

    it("keeps its bound at the ends of the range", async () => {
      const telling = [low, 0, 1e-30, 1e-7, 0.5, ALMOST_ONE, high].flatMap((y) => (low < 0 ? [y, -y] : [y]));
      // Filled up to a multiple of four.
      await check(activation, Float32Array.from([...telling, ...telling, ...telling, ...telling]));
    });
  });

  describe(kernel.name, () => {
    it("passes nothing through a relu that gave 0", async () => {
      const worst = await checkKernel(context.page, kernel, {
        inputs: { y: Float32Array.of(0, -0, 1e-30, 2), dy: Float32Array.of(5, 5, 5, 5) },
        outputs: { dz: 4 },
        params: { count: 4 },
        constants: { ACTIVATION: ACTIVATION_CODE.relu },
      });
      expect(worst).toBe(0);
    });
  });
}
