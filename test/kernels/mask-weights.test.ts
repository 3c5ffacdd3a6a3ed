import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { SHARED_SUMS } from "./shared-sums.js";

const maskWeights = await kernelNamed("mask-weights");

const context = usePage();

/** Bytes as the kernel reads them, four to a word. */
function packed(bytes: Uint8Array): Uint32Array {
  const padded = new Uint8Array(4 * Math.ceil(bytes.length / 4));
  padded.set(bytes);
  return new Uint32Array(padded.buffer);
}

describe.each(SHARED_SUMS)("mask-weights, %s", (_lanes, sizes) => {
  function check(mask: Uint8Array, rows: number, size: number, order: Uint32Array, start = 0) {
    return checkKernel(context.page, maskWeights, {
      inputs: { mask: packed(mask), order },
      outputs: { m: rows * size },
      params: { rows, size },
      constants: sizes,
      step: { start },
    });
  }

  it("keeps its bound at any shape, from any start, however much is known", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES);
    const share = fc.constantFrom(0.1, 0.5, 0.9);
    await fc.assert(
      fc.asyncProperty(size, size, fc.integer({ min: 0, max: 300 }), share, async (rows, values, start, known) => {
        const count = start + rows + 3;
        const mask = Uint8Array.from(randomFloats(count * values, 1, 0, 1), (value) => Number(value < known));
        const order = Uint32Array.from({ length: count }, (_, index) => count - 1 - index);
        await check(mask, rows, values, order, start);
      }),
      { numRuns: 25 },
    );
  });

  it("is exact where all is known, or nothing", async () => {
    const order = Uint32Array.of(1, 0, 2);
    expect(await check(new Uint8Array(3 * 7).fill(1), 3, 7, order)).toBe(0);
    expect(await check(new Uint8Array(3 * 7), 3, 7, order)).toBe(0);
    expect(
      await check(
        Uint8Array.from({ length: 21 }, (_, index) => Number(index >= 7)),
        3,
        7,
        order,
      ),
    ).toBe(0);
  });
});
