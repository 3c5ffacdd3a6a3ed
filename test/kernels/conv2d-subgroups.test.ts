import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATION_CODE } from "../../src/kernels/activation.js";
import { conv2dSubgroups } from "../../src/kernels/conv2d-subgroups.js";
import { type Convolution, sizesOf } from "../../src/kernels/convolution.js";
import { isWide } from "../../src/kernels/cuts.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { anyAxis, blogConvolution, convolutionOf } from "./images.js";

const context = usePage();

function check(params: Convolution, { bias = false, activation = ACTIVATION_CODE.linear } = {}) {
  const { x, w, z } = sizesOf(params);
  const WIDE = Number(isWide(params.out_width));
  return checkKernel(context.page, conv2dSubgroups, {
    inputs: { x: randomFloats(x, 1), w: randomFloats(w, 2), b: randomFloats(params.out_channels, 3) },
    outputs: { z },
    params,
    constants: { WIDE, THREES: Number(params.kernel_width % 3 === 0), HAS_BIAS: Number(bias), ACTIVATION: activation },
  });
}

const inChannels = fc.constantFrom(4, 8, 12, 16);
const outChannels = fc.constantFrom(4, 8, 12, 16);

describe("conv2d-subgroups", () => {
  it("keeps its bound at any size and padding", async () => {
    // Widths that strips of each length fit, and their neighbours.
    const across = anyAxis([1, 3, 4, 5, 8, 12, 13, 16, 17, 28], [1, 2, 3, 4, 5], [1]);
    const down = anyAxis([1, 2, 3, 5], [1, 2, 3, 4, 5], [1]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), down, across, inChannels, outChannels, async (...given) => {
        await check(convolutionOf(...given));
      }),
      { numRuns: 25 },
    );
  });

  it("has wide and narrow strips", () => {
    expect([1, 4, 8, 9, 14, 16, 17, 24, 28].map(isWide)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it.each(Object.entries(ACTIVATION_CODE))("adds the bias and applies %s", async (_, activation) => {
    const axis = { length: 4, size: 3, stride: 1, padding: "same" } as const;
    const params = convolutionOf(2, axis, axis, 8, 12);
    await check(params, { bias: true, activation });
    await check(params, { bias: false, activation });
  });

  it("computes the blog's, forward and back", async () => {
    expect(await check(blogConvolution(14, 16, 8, "same"), { bias: true })).toBeGreaterThan(0);
    await check(blogConvolution(16, 8, 16, "valid"), { bias: true });
  });
});
