import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, blogConvolution, convolutionOf } from "./images.js";

const conv2dKernelGradientFromOne = await kernelNamed("conv2d-kernel-gradient-from-one");
const IMAGES = constantIn(conv2dKernelGradientFromOne, "IMAGES");

const context = usePage();

function check(params: Convolution, flipped = false) {
  const { x, w, z } = sizesOf(params);
  return checkKernel(context.page, conv2dKernelGradientFromOne, {
    inputs: { x: randomFloats(x, 1), dz: randomFloats(z, 2) },
    outputs: { dw: Math.ceil(params.rows / IMAGES) * w },
    params,
    constants: { IMAGES, FLIPPED: Number(flipped) },
  });
}

describe("conv2d-kernel-gradient-from-one", () => {
  it.each([false, true])("keeps its bound at any size and padding, flipped: %s", async (flipped) => {
    const axis = anyAxis([1, 2, 3, 4, 5, 7, 8, 14], [1, 2, 3, 4, 5], [1]);
    const channels = fc.constantFrom(4, 8, 12, 16);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), axis, axis, channels, async (rows, y, x, out) => {
        await check(convolutionOf(rows, y, x, 1, out), flipped);
      }),
      { numRuns: 15 },
    );
  });

  it("computes the blog's", async () => {
    expect(await check(blogConvolution(28, 1, 16, "same"))).toBeGreaterThan(0);
  });

  it("computes more parts than a workgroup does", async () => {
    const axis = { length: 5, size: 3, stride: 1, padding: "same" } as const;
    await check(convolutionOf(16 * IMAGES + 1, axis, axis, 1, 8));
  });
});
