import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { arena } from "./arena.js";

const clipNormSquares = await kernelNamed("clip-norm-squares");

const context = usePage();

/** Parts of these lengths, wherever the tensors lie. */
function check(lengths: readonly number[], scale = 1) {
  const { tensors, g } = arena(lengths, (length, index) => randomFloats(length, index + 1, -scale, scale));
  const parts = Uint32Array.from(lengths.flatMap((length, index) => [tensors[2 * index] ?? 0, length, 0, 1]));
  return checkKernel(context.page, clipNormSquares, {
    inputs: { parts, g },
    outputs: { squares: lengths.length },
    params: { parts: lengths.length },
  });
}

describe("clip-norm-squares", () => {
  it("keeps its bound for any parts", async () => {
    const lengths = fc.array(fc.constantFrom(1, 2, 63, 255, 256, 257, 2047, 2048), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.constantFrom(1e-20, 1e-5, 1, 1e3), async (given, scale) => {
        await check(given, scale);
      }),
      { numRuns: 15 },
    );
  });

  it("sums a value that no other hides", async () => {
    expect(await check(Array(65).fill(300))).toBeGreaterThan(0);
  });
});
