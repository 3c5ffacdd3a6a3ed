import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adam as adamWith } from "../../src/optimizers/adam.js";
import { stepSettings } from "../../src/optimizers/optimizers.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { ARENA_LENGTHS, GRADIENTS } from "./gradients.js";

const adam = await kernelNamed("adam");

const context = usePage();

interface Update {
  g: Float32Array;
  /** Running means before the step; default zeros, as at the start. */
  m?: Float32Array;
  v?: Float32Array;
  w?: Float32Array;
  options?: Parameters<typeof adamWith>[0];
  iteration?: number;
}

function check({ g, m, v, w, options, iteration = 1 }: Update) {
  const count = g.length;
  const zeros = new Float32Array(count);
  const optimizer = adamWith(options);
  const { beta1, beta2, learningRate } = optimizer;
  return checkKernel(context.page, adam, {
    inputs: { g, m: m ?? zeros, v: v ?? zeros, w: w ?? randomFloats(count, 4, -0.1, 0.1) },
    params: { count, beta1, one_minus_beta1: 1 - beta1, beta2, one_minus_beta2: 1 - beta2 },
    step: stepSettings(optimizer, learningRate, iteration),
  });
}

describe("adam", () => {
  it("keeps its bound for any length, settings and step", async () => {
    const length = fc.constantFrom(...ARENA_LENGTHS, 50_992);
    const scale = fc.constantFrom(1e-12, 1e-5, 1e-2, 1);
    const options = fc.record({
      learningRate: fc.constantFrom(0.001, 1),
      beta1: fc.constantFrom(0.9, 0.5, 0),
      beta2: fc.constantFrom(0.999, 0.9, 0),
      epsilon: fc.constantFrom(1e-7, 1e-8, 1e-3),
      epsilonAfterCorrection: fc.boolean(),
    });
    const iteration = fc.constantFrom(1, 2, 10, 1000, 100_000);
    await fc.assert(
      fc.asyncProperty(length, scale, options, iteration, async (count, times, given, t) => {
        await check({
          g: randomFloats(count, 1, -times, times),
          m: randomFloats(count, 2, -times, times),
          v: randomFloats(count, 3, 0, times * times),
          options: given,
          iteration: t,
        });
      }),
      { numRuns: 40 },
    );
  });

  it("keeps its bound for gradients of every magnitude", async () => {
    const g = GRADIENTS;
    expect(await check({ g })).toBeGreaterThan(0);
    // No weight to hide a wrong update in.
    await check({ g, w: new Float32Array(g.length) });
    await check({ g, m: g.map((value) => -value), v: g.map((value) => value * value), iteration: 7 });
  });

  it("leaves the arena's padding exactly 0", async () => {
    const zeros = new Float32Array(70);
    expect(await check({ g: zeros, w: zeros })).toBe(0);
  });
});
