import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWide } from "../../src/kernels/convolution.js";
import type { Kernel } from "../../src/kernels/kernel.js";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import type { Numbers } from "../../src/operations/operation.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { anyAxis, blogConvolution, convolutionOf } from "./images.js";

/** What tells one fast forward convolution from another. */
export interface ConvolutionCase {
  /** Channels that it takes and gives. */
  readonly inChannels: readonly number[];
  readonly outChannels: readonly number[];
  /** A pair of them, for the tests of bias and activation. */
  readonly activated: readonly [inChannels: number, outChannels: number];
  /** Its constants beyond those that all have. */
  readonly constants?: (params: Convolution) => Numbers;
  /** Some of the blog's: the length of the image's side, channels, padding. */
  readonly blog: readonly (readonly [
    length: number,
    inChannels: number,
    outChannels: number,
    padding: "same" | "valid",
  ])[];
}

/** The tests of z = activate(x ∗ w + b), stride 1, by a kernel that computes in strips. */
export function describeConvolution(
  kernel: Kernel,
  { inChannels, outChannels, activated, constants, blog }: ConvolutionCase,
): void {
  const context = usePage();

  function check(params: Convolution, { bias = false, activation = ACTIVATION_CODE.linear } = {}) {
    const { x, w, z } = sizesOf(params);
    const common = { WIDE: Number(isWide(params.out_width)), HAS_BIAS: Number(bias), ACTIVATION: activation };
    return checkKernel(context.page, kernel, {
      inputs: { x: randomFloats(x, 1), w: randomFloats(w, 2), b: randomFloats(params.out_channels, 3) },
      outputs: { z },
      params,
      constants: { ...common, ...constants?.(params) },
    });
  }

  describe.concurrent(kernel.name, () => {
    it("keeps its bound at any size and padding", async () => {
      // Widths that strips of each length fit, and their neighbours.
      const across = anyAxis([1, 3, 4, 5, 8, 12, 13, 16, 17, 28], [1, 2, 3, 4, 5], [1]);
      const down = anyAxis([1, 2, 3, 5], [1, 2, 3, 4, 5], [1]);
      const channels = [fc.constantFrom(...inChannels), fc.constantFrom(...outChannels)] as const;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 3 }), down, across, ...channels, async (...given) => {
          await check(convolutionOf(...given));
        }),
        { numRuns: 25 },
      );
    });

    it.each(Object.entries(ACTIVATION_CODE))("adds the bias and applies %s", async (_, activation) => {
      const axis = { length: 4, size: 3, stride: 1, padding: "same" } as const;
      const params = convolutionOf(2, axis, axis, ...activated);
      await check(params, { bias: true, activation });
    });

    it("computes the blog's, forward and back", async () => {
      for (const sizes of blog) expect(await check(blogConvolution(...sizes), { bias: true })).toBeGreaterThan(0);
    });
  });
}
