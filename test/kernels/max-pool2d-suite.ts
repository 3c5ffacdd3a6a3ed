import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/kernels/kernel.js";
import { type Pooling, poolingSizes } from "../../src/operations/images.js";
import type { Numbers } from "../../src/operations/operation.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { anyAxis, poolingOf } from "./images.js";
import { runKernel } from "./run-kernel.js";

/** What tells one maximum over windows from another. */
export interface PoolingCase {
  /** Channels that it takes; four among them. */
  readonly channels: readonly number[];
  readonly constants?: (params: Pooling) => Numbers;
}

/** The tests of y = the largest value of each window. */
export function describeMaxPooling(kernel: Kernel, { channels, constants = () => ({}) }: PoolingCase): void {
  const context = usePage();

  function check(params: Pooling) {
    const { x, y } = poolingSizes(params);
    // Small whole numbers: windows in which several values are the largest, all of them negative, or 0.
    const inputs = { x: randomFloats(x, 1, -3, 1).map(Math.round) };
    return checkKernel(context.page, kernel, { inputs, outputs: { y }, params, constants: constants(params) });
  }

  describe(kernel.name, () => {
    it("is exact at any size, stride and padding", async () => {
      const axis = anyAxis([1, 2, 3, 5, 7, 8, 17], [1, 2, 3, 4], [1, 2, 3]);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 3 }), axis, axis, fc.constantFrom(...channels), async (...given) => {
          expect(await check(poolingOf(...given))).toBe(0);
        }),
        { numRuns: 25 },
      );
    });

    it("lets a NaN through, wherever in the window it is", async () => {
      const axis = { length: 4, size: 2, stride: 2, padding: "valid" } as const;
      const params = poolingOf(1, axis, axis, 4);
      const x = new Float32Array(4 * 4 * 4).fill(1);
      // The first of one window, the second of the next, the last of another: in channels 0, 1 and 2.
      for (const [row, column, channel] of [
        [0, 0, 0],
        [0, 3, 1],
        [3, 1, 2],
      ] as const) {
        x[(row * 4 + column) * 4 + channel] = Number.NaN;
      }
      const y = await runKernel(
        context.page,
        kernel,
        "y",
        { x, y: new Float32Array(16) },
        { params, constants: constants(params) },
      );
      const isNan = y.map((value, index) => (Number.isNaN(value) ? index : -1)).filter((index) => index >= 0);
      expect(isNan).toEqual([0, 5, 10]);
      expect(y.filter((value) => value === 1).length).toBe(13);
    });

    it("computes the blog's, the last of them over 7 × 7 pixels", async () => {
      const axis = (length: number) => ({ length, size: 2, stride: 2, padding: "same" }) as const;
      await check(poolingOf(3, axis(28), axis(28), 16));
      await check(poolingOf(3, axis(7), axis(7), 8));
    });
  });
}
