import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { ARENA_LENGTHS, GRADIENTS } from "./gradients.js";

const sgdMomentum = await kernelNamed("sgd-momentum");

const context = usePage();

interface Update {
  g: Float32Array;
  velocity?: Float32Array;
  w?: Float32Array;
  momentum?: number;
  nesterov: boolean;
  learningRate?: number;
}

function check({ g, velocity, w, momentum = 0.9, nesterov, learningRate = 0.01 }: Update) {
  const count = g.length;
  return checkKernel(context.page, sgdMomentum, {
    inputs: { g, velocity: velocity ?? new Float32Array(count), w: w ?? randomFloats(count, 4, -0.1, 0.1) },
    params: { count, momentum },
    constants: { NESTEROV: Number(nesterov) },
    step: { learningRate },
  });
}

describe.each([false, true])("sgd-momentum, Nesterov's: %s", (nesterov) => {
  it("keeps its bound for any length and settings", async () => {
    const length = fc.constantFrom(...ARENA_LENGTHS, 50_992);
    const settings = fc.record({
      momentum: fc.constantFrom(0.9, 0.99, 0.3),
      learningRate: fc.constantFrom(0.01, 1, 0.3),
    });
    await fc.assert(
      fc.asyncProperty(length, fc.constantFrom(1e-5, 1), settings, async (count, times, given) => {
        const g = randomFloats(count, 1, -times, times);
        await check({ g, velocity: randomFloats(count, 2, -times, times), nesterov, ...given });
      }),
      { numRuns: 20 },
    );
  });

  it("keeps its bound for gradients of every magnitude", async () => {
    const g = GRADIENTS;
    expect(await check({ g, nesterov })).toBeGreaterThan(0);
    await check({ g, velocity: randomFloats(g.length, 2), w: new Float32Array(g.length), nesterov });
    // Where the gradient takes back what the momentum gives.
    await check({ g, velocity: g.map((value) => value / 90), w: new Float32Array(g.length), nesterov });
  });

  it("leaves the arena's padding exactly 0", async () => {
    const zeros = new Float32Array(70);
    expect(await check({ g: zeros, w: zeros, nesterov })).toBe(0);
  });
});
