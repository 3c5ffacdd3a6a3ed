import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { upSampling2d, upSamplingSizes } from "../../src/kernels/up-sampling2d.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";

const context = usePage();

/** rows, height, width, channels, size_y, size_x */
type Sizes = readonly [number, number, number, number, number, number];

function check([rows, height, width, channels, size_y, size_x]: Sizes) {
  const params = { rows, height, width, channels, size_y, size_x };
  const { small, large } = upSamplingSizes(params);
  return checkKernel(context.page, upSampling2d, {
    inputs: { x: randomFloats(small, 1) },
    outputs: { y: large },
    params,
  });
}

const size = fc.integer({ min: 1, max: 4 });
const length = fc.constantFrom(1, 2, 3, 7, 14);

describe("up-sampling2d", () => {
  it("is exact at any size", async () => {
    await fc.assert(
      fc.asyncProperty(size, length, length, size, size, size, async (...given) => {
        expect(await check(given)).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it("computes the blog's", async () => {
    await check([3, 14, 14, 16, 2, 2]);
  });
});
