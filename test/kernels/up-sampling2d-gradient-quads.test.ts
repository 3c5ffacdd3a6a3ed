import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATION_CODE } from "../../src/kernels/activation.js";
import { upSamplingSizes } from "../../src/kernels/up-sampling2d.js";
import { upSampling2dGradientQuads } from "../../src/kernels/up-sampling2d-gradient-quads.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";

const context = usePage();

/** rows, height, width, channels, size_y, size_x */
type Sizes = readonly [number, number, number, number, number, number];

function check([rows, height, width, channels, size_y, size_x]: Sizes, activation = ACTIVATION_CODE.linear) {
  const params = { rows, height, width, channels, size_y, size_x };
  const { small, large } = upSamplingSizes(params);
  return checkKernel(context.page, upSampling2dGradientQuads, {
    inputs: { x: randomFloats(small, 1), dy: randomFloats(large, 2) },
    outputs: { dx: small },
    params,
    constants: { TWO_BY_TWO: Number(size_y === 2 && size_x === 2), ACTIVATION: activation },
  });
}

const size = fc.integer({ min: 1, max: 4 });
const length = fc.constantFrom(1, 2, 3, 7, 14);

describe("up-sampling2d-gradient-quads", () => {
  it("keeps its bound at any size", async () => {
    await fc.assert(
      fc.asyncProperty(size, length, length, fc.constantFrom(4, 8, 12), size, size, async (...given) => {
        await check(given);
      }),
      { numRuns: 25 },
    );
  });

  it("computes the blog's", async () => {
    expect(await check([3, 14, 14, 16, 2, 2])).toBeGreaterThan(0);
  });

  it.each(Object.entries(ACTIVATION_CODE))("goes on through %s", async (_, activation) => {
    await check([2, 3, 5, 8, 2, 3], activation);
  });
});
