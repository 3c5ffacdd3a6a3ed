import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { tailOf } from "./tail-of.js";

const sumParts = await kernelNamed("sum-parts");

const context = usePage();

function check(parts: number, rows: number, units: number, { bias = false, activation = 0 } = {}) {
  return checkKernel(context.page, sumParts, {
    inputs: { x: randomFloats(parts * rows * units, 1), b: randomFloats(units, 2) },
    outputs: { z: rows * units },
    params: { parts, rows, units },
    constants: { HAS_BIAS: Number(bias), ACTIVATION: activation },
  });
}

describe("sum-parts", () => {
  it("keeps its bound at any shape", async () => {
    const size = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(size, size, size, fc.boolean(), async (parts, rows, units, bias) => {
        await check(parts, rows, units, { bias });
      }),
      { numRuns: 20 },
    );
  });

  it.each(Object.entries(ACTIVATION_CODE))("adds the bias and applies %s", async (_, activation) => {
    expect(await check(14, 32, 32, { bias: true, activation })).toBeGreaterThan(0);
  });

  it("covers more than 65,535 workgroups", async () => {
    const rows = 65_536 * 64 + 5;
    const params = { parts: 1, rows, units: 1 };
    const constants = { HAS_BIAS: 1, ACTIVATION: 0 };
    expect(await tailOf(context.page, sumParts, "z", rows, { params, constants })).toEqual(Array(20).fill(2));
  });
});
