import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Pooling, poolingSizes } from "../../src/operations/images.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { anyAxis, poolingOf } from "./images.js";
import { pooled } from "./pooled.js";
import { runKernel } from "./run-kernel.js";

const maxPool2dGradient = await kernelNamed("max-pool2d-gradient");

const context = usePage();

function check(params: Pooling) {
  const sizes = poolingSizes(params);
  // Quarters: windows in which several values are the largest.
  const x = randomFloats(sizes.x, 1).map((value) => Math.round(4 * value) / 4);
  return checkKernel(context.page, maxPool2dGradient, {
    inputs: { x, y: pooled(params, x), dy: randomFloats(sizes.y, 2) },
    outputs: { dx: sizes.x },
    params,
  });
}

describe("max-pool2d-gradient", () => {
  it("keeps its bound at any size, stride and padding, windows overlapping or not", async () => {
    const axis = anyAxis([1, 2, 3, 5, 7, 8], [1, 2, 3, 4], [1, 2, 3]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), axis, axis, fc.integer({ min: 1, max: 5 }), async (...given) => {
        await check(poolingOf(...given));
      }),
      { numRuns: 25 },
    );
  });

  it("goes to the first of equals, in every window", async () => {
    const axis = { length: 3, size: 2, stride: 1, padding: "valid" } as const;
    const params = poolingOf(1, axis, axis, 1);
    const x = Float32Array.of(0, 5, 5, 5, 0, 1, 0, 5, 1);
    const inputs = { x, y: pooled(params, x), dy: Float32Array.of(1, 2, 4, 8), dx: new Float32Array(9) };
    const dx = await runKernel(context.page, maxPool2dGradient, "dx", inputs, { params });
    expect(dx).toEqual([0, 3, 0, 4, 0, 0, 0, 8, 0]);
  });
});
