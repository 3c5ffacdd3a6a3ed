import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const sampling = await kernelNamed("sampling");

const context = usePage();

interface Counter {
  seed?: number;
  stream?: number;
  random?: number;
}

function check(mean: Float32Array, logVar: Float32Array, { seed = 1, stream = 0, random = 0 }: Counter = {}) {
  const count = mean.length;
  return checkKernel(context.page, sampling, {
    inputs: { mean, log_var: logVar },
    outputs: { z: count },
    params: { count, seed, stream },
    step: { random },
  });
}

/** Logarithms of variances: 1, nearly 1, and down to and beyond where exp leaves f32. */
const TELLING = [0, 1e-30, 1e-7, 1e-3, 0.5, 1, 4, 10, 40, 80];

describe("sampling", () => {
  it("keeps its bound for any length and counter", async () => {
    const count = fc.constantFrom(...AWKWARD_SIZES, 1000);
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    await fc.assert(
      fc.asyncProperty(count, word, word, word, async (length, seed, stream, random) => {
        await check(randomFloats(length, seed, -3, 3), randomFloats(length, 2, -8, 4), { seed, stream, random });
      }),
      { numRuns: 30 },
    );
  });

  it("keeps its bound for every size of variance", async () => {
    const logVar = Float32Array.from([...TELLING.flatMap((value) => [value, -value]), -170, -180, -300, -1e30]);
    await check(new Float32Array(logVar.length), logVar);
    await check(randomFloats(logVar.length, 3), logVar, { random: 1 });
  });

  it("gives the mean where there is no variance", async () => {
    expect(await check(randomFloats(1000, 3), new Float32Array(1000).fill(-1000))).toBe(0);
  });

  it.each(["mean", "log_var"])("shows a %s that is not finite", async (name) => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const buffers = { mean: new Float32Array(3), log_var: new Float32Array(3), z: new Float32Array(3) };
      Object.assign(buffers, { [name]: Float32Array.of(0, bad, 0) });
      const z = await runKernel(context.page, sampling, "z", buffers, { params: { count: 3, seed: 1, stream: 0 } });
      expect(z.map(Number.isFinite)).toEqual([true, false, true]);
    }
  });
});
