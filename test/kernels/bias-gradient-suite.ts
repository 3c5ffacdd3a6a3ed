import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/kernels/kernel.js";
import type { Numbers } from "../../src/operations/operation.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";

/**
 * The tests of db = Σ dz over all rows.
 * @param units that the kernel takes
 * @param sizes of the kernel, as a plan may choose them
 */
export function describeBiasGradient(kernel: Kernel, units: readonly number[], sizes: Numbers = {}): void {
  const context = usePage();

  function check(rows: number, width: number) {
    return checkKernel(context.page, kernel, {
      inputs: { dz: randomFloats(rows * width, 1) },
      outputs: { db: width },
      params: { rows, units: width },
      constants: sizes,
    });
  }

  describe.concurrent(`${kernel.name} ${JSON.stringify(sizes)}`, () => {
    it("keeps its bound at any shape", async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...AWKWARD_SIZES), fc.constantFrom(...units), async (...given) => {
          await check(...given);
        }),
        { numRuns: 25 },
      );
    });

    it("computes the notebook's, of a whole and of the last batch", async () => {
      expect(await check(256, 784)).toBeGreaterThan(0);
      await check(96, 32);
    });
  });
}
