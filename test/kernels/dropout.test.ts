import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uniformAt } from "../../src/reference/random.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const dropout = await kernelNamed("dropout");

const context = usePage();

interface Counter {
  seed?: number;
  stream?: number;
  random?: number;
}

function check(x: Float32Array, rate: number, { seed = 1, stream = 0, random = 0 }: Counter = {}) {
  const count = x.length;
  return checkKernel(context.page, dropout, {
    inputs: { x },
    outputs: { y: count },
    params: { count, rate, scale: 1 / (1 - rate), seed, stream },
    step: { random },
  });
}

describe("dropout", () => {
  it("drops the values that its twin drops, and keeps its bound, for any length, rate and counter", async () => {
    const count = fc.constantFrom(...AWKWARD_SIZES, 1000);
    const rate = fc.constantFrom(0, 0.1, 0.25, 1 / 3, 0.5, 0.9, 0.999);
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    await fc.assert(
      fc.asyncProperty(count, rate, word, word, word, async (length, dropped, seed, stream, random) => {
        await check(randomFloats(length, seed), dropped, { seed, stream, random });
      }),
      { numRuns: 30 },
    );
  });

  it("drops the values that its twin drops where uniforms lie closest to the rate", async () => {
    await check(randomFloats(2 ** 17, 1), 1 / 3);
  });

  it("copies at rate 0", async () => {
    expect(await check(randomFloats(1000, 3), 0)).toBe(0);
  });

  it("lets a NaN that it keeps through, and drops one that it drops", async () => {
    const x = new Float32Array(64).fill(Number.NaN);
    const params = { count: 64, rate: 0.5, scale: 2, seed: 1, stream: 0 };
    const y = await runKernel(context.page, dropout, "y", { x, y: new Float32Array(64) }, { params });
    const uniform = uniformAt({ params, step: { start: 0, slot: 0, random: 0, learningRate: 1 } });
    expect(y.map(Number.isNaN)).toEqual(y.map((_, index) => uniform(index) >= 0.5));
  });
});
