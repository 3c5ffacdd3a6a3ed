import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const clipNormParts = await kernelNamed("clip-norm-parts");

const context = usePage();

/** Tensors of so many parts each, a part of 1 to `most` values, side by side in the arena. */
function cut(counts: readonly number[], most: number) {
  const table: number[] = [];
  let first = 0;
  for (const count of counts) {
    const from = table.length / 4;
    for (let part = 0; part < count; part++) {
      const length = 1 + ((first + part) % most);
      table.push(first, length, from, count);
      first += length;
    }
  }
  return { parts: Uint32Array.from(table), g: randomFloats(first, 1), count: table.length / 4 };
}

function check(counts: readonly number[], most: number, norm: number) {
  const { parts, g, count } = cut(counts, most);
  return checkKernel(context.page, clipNormParts, {
    inputs: { parts, squares: randomFloats(count, 2, 0, 1), g },
    params: { parts: count, norm },
  });
}

describe.concurrent("clip-norm-parts", () => {
  it("keeps its bound for any tensors, each by its own norm", async () => {
    const counts = fc.array(fc.constantFrom(1, 2, 13, 255, 256, 257), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(counts, fc.constantFrom(1, 63, 300), fc.constantFrom(0.1, 0.7, 3), async (...given) => {
        await check(...given);
      }),
      { numRuns: 15 },
    );
  });

  it("scales parts of several values a lane", async () => {
    expect(await check([13, 1, 700], 2048, 0.5)).toBeGreaterThan(0);
  });

  it("leaves a tensor within the norm as it is, to the bit, and one whose norm is not a number", async () => {
    expect(await check([5, 5], 300, 1e6)).toBe(0);
    const { parts, g } = cut([2, 1], 1);
    const buffers = { parts: new Float32Array(parts.buffer), squares: Float32Array.of(1, Number.NaN, 4), g };
    const after = await runKernel(context.page, clipNormParts, "g", buffers, { params: { parts: 3, norm: 1 } });
    expect(after).toEqual([...g.slice(0, 2), (g[2] as number) / 2]);
  });
});
