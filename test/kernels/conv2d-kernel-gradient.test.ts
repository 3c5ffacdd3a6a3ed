import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, blogConvolution, convolutionOf } from "./images.js";

const conv2dKernelGradient = await kernelNamed("conv2d-kernel-gradient");

const context = usePage();

function check(params: Convolution) {
  const { x, w, z } = sizesOf(params);
  return checkKernel(context.page, conv2dKernelGradient, {
    inputs: { x: randomFloats(x, 1), dz: randomFloats(z, 2) },
    outputs: { dw: w },
    params,
  });
}

describe("conv2d-kernel-gradient", () => {
  it("keeps its bound at any size, stride and padding", async () => {
    const axis = anyAxis([1, 2, 3, 5, 7, 8], [1, 2, 3, 4, 5], [1, 2, 3]);
    const channels = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), axis, axis, channels, channels, async (...given) => {
        await check(convolutionOf(...given));
      }),
      { numRuns: 25 },
    );
  });

  it("sums each row for itself: 1,024 terms, then 64 rows, may be off, not 65,536 terms", async () => {
    const axis = { length: 32, size: 1, stride: 1, padding: "same" } as const;
    const params = convolutionOf(64, axis, axis, 1, 1);
    const pixels = 64 * 32 * 32;
    // One number again and again: its rounding errors all have one sign, and add up.
    const inputs = { x: new Float32Array(pixels).fill(1), dz: new Float32Array(pixels).fill(0.1) };
    const share = await checkKernel(context.page, conv2dKernelGradient, { inputs, outputs: { dw: 1 }, params });
    expect(share).toBeLessThan((32 * 32 + 64 + 2) / (pixels + 2));
  });

  it("computes the blog's", async () => {
    expect(await check(blogConvolution(28, 1, 16, "same"))).toBeGreaterThan(0);
    await check(blogConvolution(16, 8, 16, "valid"));
  });
});
