import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";

const cast = await kernelNamed("cast");

const context = usePage();

/** In f32 it is a copy; test/implementations/halves.test.ts has it in f16, where the adapter has that. */
describe("cast", () => {
  it("copies any number of fours without rounding", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 600 }), async (fours) => {
        const call = { inputs: { x: randomFloats(4 * fours, fours) }, outputs: { y: 4 * fours } };
        expect(await checkKernel(context.page, cast, { ...call, params: { count: 4 * fours } })).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it("copies the extremes of f32, of which subnormals may be flushed", async () => {
    const x = Float32Array.of(0, -0, 1e-40, -1e-45, 2 ** -126, -3.4e38, 3.4e38, 1 + 2 ** -23);
    await checkKernel(context.page, cast, { inputs: { x }, outputs: { y: 8 }, params: { count: 8 } });
  });
});
