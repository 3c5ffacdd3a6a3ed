import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const conv2dFlip = await kernelNamed("conv2d-flip");

const context = usePage();

describe("conv2d-flip", () => {
  it("is exact at any size", async () => {
    const channels = fc.constantFrom(...AWKWARD_SIZES);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        channels,
        channels,
        async (places, in_channels, out_channels) => {
          const size = places * in_channels * out_channels;
          const call = {
            inputs: { w: randomFloats(size, 1) },
            outputs: { v: size },
            params: { places, in_channels, out_channels },
          };
          expect(await checkKernel(context.page, conv2dFlip, call)).toBe(0);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("turns the places round and transposes the channels", async () => {
    const params = { places: 2, in_channels: 1, out_channels: 3 };
    const w = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(await runKernel(context.page, conv2dFlip, "v", { w, v: new Float32Array(6) }, { params })).toEqual([
      4, 5, 6, 1, 2, 3,
    ]);
    const other = { places: 1, in_channels: 2, out_channels: 3 };
    expect(await runKernel(context.page, conv2dFlip, "v", { w, v: new Float32Array(6) }, { params: other })).toEqual([
      1, 4, 2, 5, 3, 6,
    ]);
  });
});
