import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placesAcross } from "../../src/kernels/convolution.js";
import { constantIn } from "../../src/kernels/kernel.js";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, blogConvolution, convolutionOf } from "./images.js";

const conv2dKernelGradientQuads = await kernelNamed("conv2d-kernel-gradient-quads");
const IMAGES = constantIn(conv2dKernelGradientQuads, "IMAGES");

const context = usePage();

function check(params: Convolution) {
  const { x, w, z } = sizesOf(params);
  return checkKernel(context.page, conv2dKernelGradientQuads, {
    inputs: { x: randomFloats(x, 1), dz: randomFloats(z, 2) },
    outputs: { dw: Math.ceil(params.rows / IMAGES) * w },
    params,
    constants: { IMAGES, PLACES: placesAcross(params.kernel_width).PLACES },
  });
}

describe("conv2d-kernel-gradient-quads", () => {
  it("keeps its bound at any size and padding, in whole and partial parts", async () => {
    const axis = anyAxis([1, 2, 3, 4, 5, 7, 8, 14], [1, 2, 3, 4, 5], [1]);
    const channels = fc.constantFrom(4, 8, 12, 16);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), axis, axis, channels, channels, async (...given) => {
        await check(convolutionOf(...given));
      }),
      { numRuns: 25 },
    );
  });

  it("computes the blog's", async () => {
    expect(await check(blogConvolution(14, 16, 8, "same"))).toBeGreaterThan(0);
    await check(blogConvolution(16, 8, 16, "valid"));
  });
});
