import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";

const oneHot = await kernelNamed("one-hot");

const context = usePage();

/** A batch from the middle of a data set, in an order of its own. */
function check(rows: number, size: number, start = 0) {
  const count = start + rows + 3;
  return checkKernel(context.page, oneHot, {
    inputs: {
      labels: Uint32Array.from(randomFloats(count, 1, 0, size)),
      order: Uint32Array.from({ length: count }, (_, index) => count - 1 - index),
    },
    outputs: { t: rows * size },
    params: { rows, size },
    step: { start },
  });
}

describe("one-hot", () => {
  it("is exact at any shape, from any start", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES);
    await fc.assert(
      fc.asyncProperty(size, size, fc.integer({ min: 0, max: 300 }), async (rows, classes, start) => {
        expect(await check(rows, classes, start)).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it("has no 1 for a label that is no class", async () => {
    const worst = await checkKernel(context.page, oneHot, {
      inputs: { labels: Uint32Array.of(3, 2, 0xffffffff), order: Uint32Array.of(0, 1, 2) },
      outputs: { t: 9 },
      params: { rows: 3, size: 3 },
    });
    expect(worst).toBe(0);
  });
});
