import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const gaussianNoise = await kernelNamed("gaussian-noise");

const context = usePage();

interface Noise {
  stddev?: number;
  clip?: boolean;
  low?: number;
  high?: number;
  seed?: number;
  stream?: number;
  random?: number;
}

function check(x: Float32Array, noise: Noise = {}) {
  const { stddev = 0.5, clip = false, low = 0, high = 1, seed = 1, stream = 0, random = 0 } = noise;
  const count = x.length;
  return checkKernel(context.page, gaussianNoise, {
    inputs: { x },
    outputs: { y: count },
    params: { count, stddev, low, high, seed, stream },
    constants: { CLIP: Number(clip) },
    step: { random },
  });
}

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("gaussian-noise", () => {
  it("keeps its bound for any length, deviation and counter, clipped or not", async () => {
    const count = fc.constantFrom(...AWKWARD_SIZES, 1000);
    const stddev = fc.constantFrom(0, 1e-3, 0.1, 0.5, 1, 30);
    await fc.assert(
      fc.asyncProperty(count, stddev, fc.boolean(), word, word, word, async (...given) => {
        const [length, deviation, clip, seed, stream, random] = given;
        await check(randomFloats(length, seed, 0, 1), { stddev: deviation, clip, seed, stream, random });
      }),
      { numRuns: 30 },
    );
  });

  // Without x and its rounding, ε's own bound is nearly all there is. 2¹⁸ values reach 4.5 deviations, and angles close
  // to every quarter of a turn.
  it("keeps the bound of a standard normal alone", async () => {
    const share = await check(new Float32Array(2 ** 18), { stddev: 1, random: 3 });
    expect(share).toBeGreaterThan(0.02);
  });

  it("keeps values within bounds that are not f32 numbers", async () => {
    await check(randomFloats(1000, 3, -1, 1), { clip: true, low: -0.1, high: 0.7, stddev: 1 });
  });

  it("copies where there is no noise", async () => {
    expect(await check(randomFloats(1000, 3), { stddev: 0 })).toBe(0);
  });

  it.each([0, 1])("lets a NaN through, CLIP %i", async (CLIP) => {
    const params = { count: 1, stddev: 1, low: 0, high: 1, seed: 1, stream: 0 };
    const buffers = { x: Float32Array.of(Number.NaN), y: new Float32Array(1) };
    const [y] = await runKernel(context.page, gaussianNoise, "y", buffers, { params, constants: { CLIP } });
    expect(y).toBeNaN();
  });
});
