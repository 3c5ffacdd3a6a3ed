import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { softmaxOf } from "../../src/reference/softmax.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { SHARED_SUMS } from "./shared-sums.js";

const softmaxGradient = await kernelNamed("softmax-gradient");

const context = usePage();

/** What softmax may have given. */
function probabilities(rows: number, size: number, scale: number): Float32Array {
  const z = Float64Array.from(randomFloats(rows * size, 1, -scale, scale));
  const all = Array.from({ length: rows }, (_, r) => softmaxOf(z.subarray(r * size, (r + 1) * size)));
  return Float32Array.from(all.flat(), ({ value }) => value);
}

describe.each(SHARED_SUMS)("softmax-gradient, %s", (_lanes, sizes) => {
  function check(rows: number, size: number, y: Float32Array, dy = randomFloats(rows * size, 2, -3, 3)) {
    return checkKernel(context.page, softmaxGradient, {
      inputs: { y, dy },
      outputs: { dz: rows * size },
      params: { rows, size },
      constants: sizes,
    });
  }

  it("keeps its bound at any shape and scale", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES, 10, 784);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...AWKWARD_SIZES), size, fc.constantFrom(1, 30), async (m, n, times) => {
        await check(m, n, probabilities(m, n, times));
      }),
      { numRuns: 25 },
    );
  });

  it("keeps its bound where one class has nearly all, or all", async () => {
    const y = Float32Array.of(1, 0, 0, 1 - 2 ** -24, 2 ** -24, 0, 1e-30, 1, 1e-38);
    expect(await check(3, 3, y)).toBeGreaterThan(0);
  });

  it("is 0 for a class alone", async () => {
    expect(await check(3, 1, Float32Array.of(1, 1, 1))).toBe(0);
  });
});
