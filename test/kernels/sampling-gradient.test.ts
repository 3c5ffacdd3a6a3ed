import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const samplingGradient = await kernelNamed("sampling-gradient");

const context = usePage();

interface Gradient {
  mean?: Float32Array;
  dz?: Float32Array;
  klScale?: number;
  seed?: number;
  stream?: number;
  random?: number;
}

function check(logVar: Float32Array, gradient: Gradient = {}) {
  const count = logVar.length;
  const { mean = randomFloats(count, 2), dz = randomFloats(count, 3), klScale = 1 / 128 } = gradient;
  const { seed = 1, stream = 0, random = 0 } = gradient;
  return checkKernel(context.page, samplingGradient, {
    inputs: { mean, log_var: logVar, dz },
    outputs: { dmean: count, dlog_var: count },
    params: { count, kl_scale: klScale, seed, stream },
    step: { random },
  });
}

/** Hardly any divergence, both sides of the seam at 1, and far out. */
const TELLING = [0, 1e-30, 1e-7, 1e-3, 0.5, 1 - 2 ** -24, 1, 1 + 2 ** -23, 4, 10, 40, 80];
const telling = Float32Array.from([...TELLING.flatMap((value) => [value, -value]), -100, -180, -1e30]);

describe("sampling-gradient", () => {
  it("keeps its bounds for any length, weight and counter", async () => {
    const count = fc.constantFrom(...AWKWARD_SIZES, 1000);
    const klScale = fc.constantFrom(0, 1e-6, 1 / 3, 1, 100);
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    await fc.assert(
      fc.asyncProperty(count, klScale, word, word, word, async (length, scale, seed, stream, random) => {
        await check(randomFloats(length, seed, -8, 4), { klScale: scale, seed, stream, random });
      }),
      { numRuns: 30 },
    );
  });

  it("keeps its bounds for every size of variance", async () => {
    await check(telling);
    await check(telling, { dz: randomFloats(telling.length, 5, -1e-30, 1e-30), random: 1 });
  });

  // Alone, the divergence's gradient near log_var = 0 must keep its digits.
  it("keeps the bound of the divergence alone", async () => {
    const zeros = new Float32Array(telling.length);
    await check(telling, { dz: zeros, klScale: 1 });
    const small = randomFloats(1000, 4, -1e-4, 1e-4);
    await check(small, { dz: new Float32Array(1000), klScale: 1 });
  });

  it("has exactly dz for the mean's gradient where there is no divergence", async () => {
    const zeros = new Float32Array(3);
    const buffers = { mean: zeros, log_var: zeros, dz: Float32Array.of(1, -2, 3), dmean: zeros, dlog_var: zeros };
    const params = { count: 3, kl_scale: 1, seed: 1, stream: 0 };
    expect(await runKernel(context.page, samplingGradient, "dmean", buffers, { params })).toEqual([1, -2, 3]);
  });
});
