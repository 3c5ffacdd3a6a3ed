import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { ARENA_LENGTHS, GRADIENTS } from "./gradients.js";
import { tailOf } from "./tail-of.js";

const sgd = await kernelNamed("sgd");
const WORKGROUP = constantIn(sgd, "WORKGROUP");

const context = usePage();

function check(g: Float32Array, learningRate: number, w = randomFloats(g.length, 4, -0.1, 0.1)) {
  return checkKernel(context.page, sgd, { inputs: { g, w }, params: { count: g.length }, step: { learningRate } });
}

describe("sgd", () => {
  it("keeps its bound for any length, scale and learning rate", async () => {
    const length = fc.constantFrom(...ARENA_LENGTHS, 50_992);
    await fc.assert(
      fc.asyncProperty(length, fc.constantFrom(1e-5, 1), fc.constantFrom(0.01, 1, 0.3), async (count, times, rate) => {
        await check(randomFloats(count, 1, -times, times), rate);
      }),
      { numRuns: 20 },
    );
  });

  it("keeps its bound for gradients of every magnitude", async () => {
    expect(await check(GRADIENTS, 0.01)).toBeGreaterThan(0);
    await check(GRADIENTS, 0.01, new Float32Array(GRADIENTS.length));
  });

  it("covers more than 65,535 workgroups", async () => {
    const count = 65_535 * WORKGROUP * 4 + 12;
    const tail = await tailOf(context.page, sgd, "w", count, { params: { count } });
    expect(tail).toEqual(tail.map(() => 0));
  });

  it("leaves the arena's padding exactly 0", async () => {
    expect(await check(new Float32Array(70), 0.01, new Float32Array(70))).toBe(0);
  });
});
