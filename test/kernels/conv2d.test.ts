import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Convolution, sizesOf } from "../../src/operations/convolution.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, blogConvolution, convolutionOf } from "./images.js";
import { runKernel } from "./run-kernel.js";

const conv2d = await kernelNamed("conv2d");

const context = usePage();

function check(params: Convolution) {
  const { x, w, z } = sizesOf(params);
  return checkKernel(context.page, conv2d, {
    inputs: { x: randomFloats(x, 1), w: randomFloats(w, 2) },
    outputs: { z },
    params,
  });
}

describe("conv2d", () => {
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

  it("computes the blog's convolutions", async () => {
    expect(await check(blogConvolution(28, 1, 16, "same"))).toBeGreaterThan(0);
    await check(blogConvolution(16, 8, 16, "valid"));
  });

  it("is exact where f32 is, and does not flip the kernel", async () => {
    const axis = { length: 2, size: 2, stride: 1, padding: "same" } as const;
    const params = convolutionOf(1, axis, axis, 1, 1);
    const inputs = { x: Float32Array.of(1, 2, 3, 4), w: Float32Array.of(1, 10, 100, 1000) };
    expect(await checkKernel(context.page, conv2d, { inputs, outputs: { z: 4 }, params })).toBe(0);
    // Keras pads an even kernel behind: the first pixel sees all four.
    const z = await runKernel(context.page, conv2d, "z", { ...inputs, z: new Float32Array(4) }, { params });
    expect(z).toEqual([4321, 402, 43, 4]);
  });
});
