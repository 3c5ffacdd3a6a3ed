import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { ARENA_LENGTHS, GRADIENTS } from "./gradients.js";

const rmspropMomentum = await kernelNamed("rmsprop-momentum");

const context = usePage();

interface Update {
  g: Float32Array;
  meanSquare?: Float32Array;
  velocity?: Float32Array;
  w?: Float32Array;
  rho?: number;
  epsilon?: number;
  momentum?: number;
}

function check({ g, meanSquare, velocity, w, rho = 0.9, epsilon = 1e-7, momentum = 0.9 }: Update) {
  const count = g.length;
  const zeros = new Float32Array(count);
  return checkKernel(context.page, rmspropMomentum, {
    inputs: {
      g,
      mean_square: meanSquare ?? zeros,
      velocity: velocity ?? zeros,
      w: w ?? randomFloats(count, 4, -0.1, 0.1),
    },
    params: { count, rho, one_minus_rho: 1 - rho, epsilon, momentum },
    step: { learningRate: 0.001 },
  });
}

describe("rmsprop-momentum", () => {
  it("keeps its bound for any length and settings", async () => {
    const length = fc.constantFrom(...ARENA_LENGTHS, 50_992);
    const scale = fc.constantFrom(1e-12, 1e-5, 1e-2, 1);
    const settings = fc.record({
      rho: fc.constantFrom(0.9, 0.99, 0),
      epsilon: fc.constantFrom(1e-7, 1e-10, 1e-3),
      momentum: fc.constantFrom(0.9, 0.5),
    });
    await fc.assert(
      fc.asyncProperty(length, scale, settings, async (count, times, given) => {
        await check({
          g: randomFloats(count, 1, -times, times),
          meanSquare: randomFloats(count, 2, 0, times * times),
          velocity: randomFloats(count, 3, -1e-3, 1e-3),
          ...given,
        });
      }),
      { numRuns: 25 },
    );
  });

  it("keeps its bound for gradients of every magnitude", async () => {
    const g = GRADIENTS;
    expect(await check({ g })).toBeGreaterThan(0);
    // No weight to hide a wrong update in.
    await check({ g, w: new Float32Array(g.length) });
    await check({ g, velocity: randomFloats(g.length, 2, -1e-2, 1e-2), w: new Float32Array(g.length) });
  });

  it("leaves the arena's padding exactly 0", async () => {
    const zeros = new Float32Array(70);
    expect(await check({ g: zeros, w: zeros })).toBe(0);
  });
});
