import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/kernels/kernel.js";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { upSamplingSizes } from "../../src/operations/images.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";

/** rows, height, width, channels, size_y, size_x */
type Sizes = readonly [number, number, number, number, number, number];

const size = fc.integer({ min: 1, max: 4 });
const length = fc.constantFrom(1, 2, 3, 7, 14);

/** The call's numbers, as far as the kernel takes them. */
function numbersOf(kernel: Kernel, [rows, height, width, channels, size_y, size_x]: Sizes, ACTIVATION: number) {
  const params = { rows, height, width, channels, size_y, size_x };
  const all = { TWO_BY_TWO: Number(size_y === 2 && size_x === 2), ACTIVATION };
  const constants = Object.fromEntries(Object.entries(all).filter(([name]) => name in kernel.constants));
  return { params, constants };
}

/**
 * The tests of y = x, each pixel repeated.
 * @param channels that the kernel takes
 */
export function describeUpSampling(kernel: Kernel, channels: readonly number[]): void {
  const context = usePage();

  function check(sizes: Sizes) {
    const numbers = numbersOf(kernel, sizes, ACTIVATION_CODE.linear);
    const { small, large } = upSamplingSizes(numbers.params);
    return checkKernel(context.page, kernel, {
      inputs: { x: randomFloats(small, 1) },
      outputs: { y: large },
      ...numbers,
    });
  }

  describe(kernel.name, () => {
    it("is exact at any size", async () => {
      await fc.assert(
        fc.asyncProperty(size, length, length, fc.constantFrom(...channels), size, size, async (...given) => {
          expect(await check(given)).toBe(0);
        }),
        { numRuns: 25 },
      );
    });

    it("computes the blog's", async () => {
      await check([3, 14, 14, 16, 2, 2]);
    });
  });
}

/**
 * The tests of dx = Σ dy over each pixel's repetitions.
 * @param channels that the kernel takes
 */
export function describeUpSamplingGradient(kernel: Kernel, channels: readonly number[]): void {
  const context = usePage();

  function check(sizes: Sizes, activation = ACTIVATION_CODE.linear) {
    const numbers = numbersOf(kernel, sizes, activation);
    const { small, large } = upSamplingSizes(numbers.params);
    return checkKernel(context.page, kernel, {
      inputs: { x: randomFloats(small, 1), dy: randomFloats(large, 2) },
      outputs: { dx: small },
      ...numbers,
    });
  }

  describe(kernel.name, () => {
    it("keeps its bound at any size", async () => {
      await fc.assert(
        fc.asyncProperty(size, length, length, fc.constantFrom(...channels), size, size, async (...given) => {
          await check(given);
        }),
        { numRuns: 25 },
      );
    });

    it("computes the blog's", async () => {
      expect(await check([3, 14, 14, 16, 2, 2])).toBeGreaterThan(0);
    });

    if ("ACTIVATION" in kernel.constants) {
      it.each(Object.entries(ACTIVATION_CODE))("goes on through %s", async (_, activation) => {
        await check([2, 3, 5, 8, 2, 3], activation);
      });
    }
  });
}
