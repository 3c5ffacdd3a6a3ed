import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { ARENA_LENGTHS, GRADIENTS } from "./gradients.js";

const weightDecay = await kernelNamed("weight-decay");

const context = usePage();

const check = (w: Float32Array, decay: number) =>
  checkKernel(context.page, weightDecay, { inputs: { w }, params: { count: w.length }, step: { decay } });

describe("weight-decay", () => {
  it("keeps its bound for any length and decay", async () => {
    const length = fc.constantFrom(...ARENA_LENGTHS, 50_992);
    // From Keras's defaults, 0.001 · 0.004, to one that turns weights over.
    const decay = fc.constantFrom(4e-6, 1e-3, 0.05, 0.5, 1, 1.75);
    await fc.assert(
      fc.asyncProperty(length, fc.constantFrom(1e-5, 0.1, 10), decay, async (count, times, share) => {
        await check(randomFloats(count, 1, -times, times), share);
      }),
      { numRuns: 20 },
    );
  });

  it("keeps its bound for weights of every magnitude", async () => {
    expect(await check(GRADIENTS, 0.05)).toBeGreaterThan(0);
    await check(GRADIENTS, 4e-6);
  });

  it("leaves weights as they are where there is no decay, and the arena's padding exactly 0", async () => {
    // A bound of half a unit in the last place admits nothing else.
    expect(await check(randomFloats(68, 1), 0)).toBe(0);
    expect(await check(new Float32Array(70), 0.5)).toBe(0);
  });
});
