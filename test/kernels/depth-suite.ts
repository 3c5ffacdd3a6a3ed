import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/kernels/kernel.js";
import { type Depth, depthSizes } from "../../src/operations/images.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";

/**
 * The tests of a kernel that copies between an image and its blocks.
 * @param input the side that it reads: `x`, the image, or `y`, its blocks
 * @param channels that it takes
 */
export function describeDepth(kernel: Kernel, input: "x" | "y", channels: readonly number[]): void {
  const context = usePage();
  const output = input === "x" ? "y" : "x";

  function check(params: Depth) {
    const sizes = depthSizes(params);
    const inputs = { [input]: randomFloats(sizes[input], 1) };
    return checkKernel(context.page, kernel, { inputs, outputs: { [output]: sizes[output] }, params });
  }

  describe(kernel.name, () => {
    it("copies exactly at any size, stride and padding, also where the blocks reach beyond the image or leave some of it", async () => {
      const upTo = (max: number, min = 1) => fc.integer({ min, max });
      const sizes = { rows: upTo(3), height: upTo(7), width: upTo(7), channels: fc.constantFrom(...channels) };
      const cut = { down: upTo(4), across: upTo(4), stride_y: upTo(3), stride_x: upTo(3) };
      const anyDepth = fc.record({ ...sizes, ...cut, pad_top: upTo(3, 0), pad_left: upTo(3, 0) });
      await fc.assert(
        fc.asyncProperty(anyDepth, async (params) => {
          expect(await check(params)).toBe(0);
        }),
        { numRuns: 30 },
      );
    });

    it("cuts up a kernel that is smaller than the stride, and one that the stride does not divide", async () => {
      const [rows, stride_y, stride_x, pad_top, pad_left] = [1, 3, 2, 0, 0];
      for (const [height, width] of [
        [1, 1],
        [4, 3],
      ] as const) {
        const [down, across] = [Math.ceil(height / stride_y), Math.ceil(width / stride_x)];
        const strides = { stride_y, stride_x, pad_top, pad_left };
        await check({ rows, height, width, channels: 128, down, across, ...strides });
      }
    });
  });
}
