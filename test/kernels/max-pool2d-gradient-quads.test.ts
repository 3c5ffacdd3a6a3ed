import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { type Pooling, poolingSizes } from "../../src/operations/images.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, poolingOf } from "./images.js";
import { pooled } from "./pooled.js";
import { runKernel } from "./run-kernel.js";

const maxPool2dGradientQuads = await kernelNamed("max-pool2d-gradient-quads");

const context = usePage();

function check(params: Pooling, activation = ACTIVATION_CODE.linear) {
  const sizes = poolingSizes(params);
  // Quarters: windows in which several values are the largest.
  const x = randomFloats(sizes.x, 1).map((value) => Math.round(4 * value) / 4);
  return checkKernel(context.page, maxPool2dGradientQuads, {
    inputs: { x, y: pooled(params, x), dy: randomFloats(sizes.y, 2) },
    outputs: { dx: sizes.x },
    params,
    constants: { ACTIVATION: activation },
  });
}

describe("max-pool2d-gradient-quads", () => {
  it("is exact at any size and padding, also where no window reaches", async () => {
    const axis = anyAxis([1, 2, 3, 5, 7, 8], [1, 2, 3, 4], [1]).map((given) => ({ ...given, stride: given.size }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), axis, axis, fc.constantFrom(4, 8, 12), async (...given) => {
        expect(await check(poolingOf(...given))).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it.each(Object.entries(ACTIVATION_CODE))("goes on through %s", async (_, activation) => {
    const axis = { length: 7, size: 2, stride: 2, padding: "same" } as const;
    await check(poolingOf(2, axis, axis, 8), activation);
  });

  it("goes to the first of equals", async () => {
    const axis = { length: 2, size: 2, stride: 2, padding: "valid" } as const;
    const params = poolingOf(1, axis, axis, 4);
    // Four pixels of four channels: the largest first, last, everywhere, second and third.
    const x = Float32Array.of(2, 0, 1, 0, 1, 0, 1, 3, 1, 0, 1, 3, 1, 4, 1, 0);
    const inputs = { x, y: pooled(params, x), dy: Float32Array.of(1, 2, 4, 8), dx: new Float32Array(16) };
    const settings = { params, constants: { ACTIVATION: ACTIVATION_CODE.linear } };
    const dx = await runKernel(context.page, maxPool2dGradientQuads, "dx", inputs, settings);
    expect(dx).toEqual([1, 0, 4, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 2, 0, 0]);
  });

  it("computes the blog's", async () => {
    const axis = { length: 28, size: 2, stride: 2, padding: "same" } as const;
    await check(poolingOf(3, axis, axis, 16), ACTIVATION_CODE.relu);
  });
});
