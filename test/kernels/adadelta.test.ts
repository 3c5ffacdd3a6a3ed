import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { ARENA_LENGTHS, GRADIENTS } from "./gradients.js";
import { runKernel } from "./run-kernel.js";

const adadelta = await kernelNamed("adadelta");

const context = usePage();

interface Update {
  g: Float32Array;
  /** Running means before the step; default zeros, as at the start. */
  a?: Float32Array;
  d?: Float32Array;
  w?: Float32Array;
  rho?: number;
  epsilon?: number;
  learningRate?: number;
}

function check({ g, a, d, w, rho = 0.95, epsilon = 1e-7, learningRate = 1 }: Update) {
  const count = g.length;
  const zeros = new Float32Array(count);
  return checkKernel(context.page, adadelta, {
    inputs: { g, a: a ?? zeros, d: d ?? zeros, w: w ?? randomFloats(count, 4, -0.1, 0.1) },
    params: { count, rho, one_minus_rho: 1 - rho, epsilon },
    step: { learningRate },
  });
}

describe("adadelta", () => {
  it("keeps its bound for any length and settings", async () => {
    const length = fc.constantFrom(...ARENA_LENGTHS, 50_992);
    const scale = fc.constantFrom(1e-12, 1e-5, 1e-2, 1);
    const learningRate = fc.constantFrom(1, 0.001);
    const rho = fc.constantFrom(0.95, 0.9, 0.5, 0);
    const epsilon = fc.constantFrom(1e-7, 1e-6, 1e-8);
    await fc.assert(
      fc.asyncProperty(length, scale, learningRate, rho, epsilon, async (...[count, times, rate, decay, eps]) => {
        await check({
          g: randomFloats(count, 1, -times, times),
          a: randomFloats(count, 2, 0, times * times),
          d: randomFloats(count, 3, 0, 1e-6),
          rho: decay,
          epsilon: eps,
          learningRate: rate,
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each([1, 0.001])("keeps its bound for gradients of every magnitude, learning rate %d", async (learningRate) => {
    const g = GRADIENTS;
    expect(await check({ g, learningRate })).toBeGreaterThan(0);
    // No weight to hide a wrong update in.
    await check({ g, w: new Float32Array(g.length), learningRate });
    const a = g.map((value) => value * value);
    await check({ g, a, d: randomFloats(g.length, 3, 0, 1e-3), learningRate });
  });

  it("leaves the arena's padding exactly 0", async () => {
    const zeros = () => new Float32Array(72);
    const params = { count: 72, rho: 0.95, one_minus_rho: 1 - 0.95, epsilon: 1e-7 };
    for (const output of ["a", "d", "w"]) {
      const buffers = { g: zeros(), a: zeros(), d: zeros(), w: zeros() };
      const after = await runKernel(context.page, adadelta, output, buffers, { params });
      expect(after).toEqual([...zeros()]);
    }
  });
});
