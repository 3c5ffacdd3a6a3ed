import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, blogConvolution, convolutionOf } from "./images.js";

const conv2dInputGradient = await kernelNamed("conv2d-input-gradient");

const context = usePage();

function check(params: Convolution) {
  const { x, w, z } = sizesOf(params);
  return checkKernel(context.page, conv2dInputGradient, {
    inputs: { dz: randomFloats(z, 1), w: randomFloats(w, 2) },
    outputs: { dx: x },
    params,
  });
}

describe("conv2d-input-gradient", () => {
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

  it("computes the blog's", async () => {
    expect(await check(blogConvolution(28, 16, 1, "same"))).toBeGreaterThan(0);
    await check(blogConvolution(16, 8, 16, "valid"));
  });

  it("gives pixels that no window reaches 0", async () => {
    const axis = { length: 4, size: 1, stride: 3, padding: "valid" } as const;
    const params = convolutionOf(1, axis, axis, 1, 1);
    const inputs = { dz: Float32Array.of(1, 2, 3, 4), w: Float32Array.of(5) };
    expect(await checkKernel(context.page, conv2dInputGradient, { inputs, outputs: { dx: 16 }, params })).toBe(0);
  });
});
