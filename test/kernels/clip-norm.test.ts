import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantIn } from "../../src/kernels/kernel.js";
import { LANES } from "../../src/reference/clip-norm.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { textOf } from "../laws/sources.js";
import { arena } from "./arena.js";
import { runKernel } from "./run-kernel.js";

const clipNorm = await kernelNamed("clip-norm");

const context = usePage();

function check({ tensors, g }: ReturnType<typeof arena>, norm: number) {
  return checkKernel(context.page, clipNorm, {
    inputs: { tensors, g },
    params: { tensors: tensors.length / 2, norm },
  });
}

describe("clip-norm", () => {
  it("keeps its bound for any tensors and norm, each tensor by itself", async () => {
    const lengths = fc.array(fc.constantFrom(1, 2, 63, 64, 65, 255, 256, 257, 784, 3000), {
      minLength: 1,
      maxLength: 6,
    });
    const scale = fc.constantFrom(1e-12, 1e-5, 1, 1e3);
    await fc.assert(
      fc.asyncProperty(lengths, scale, fc.constantFrom(0.01, 0.5, 1, 3), async (sizes, times, share) => {
        // Norms on both sides of the limit: tensors of growing scale.
        const given = arena(sizes, (length, index) =>
          randomFloats(length, index + 1, -times * 2 ** index, times * 2 ** index),
        );
        await check(given, share * times);
      }),
      { numRuns: 30 },
    );
  });

  it("scales the notebook's gradients to the norm", async () => {
    const lengths = [784 * 32, 32, 32 * 784, 784];
    const given = arena(lengths, (length, index) => randomFloats(length, index + 1));
    expect(await check(given, 1)).toBeGreaterThan(0);
  });

  it("leaves a tensor within the norm as it is, to the bit", async () => {
    const given = arena([3, 100, 300], (length, index) => randomFloats(length, index + 1, -0.01, 0.01));
    expect(await check(given, 0.2)).toBe(0);
    expect(
      await check(
        arena([70], (length) => new Float32Array(length)),
        1e-30,
      ),
    ).toBe(0);
  });

  it("keeps its bound where the norm is the limit", async () => {
    await check(
      arena([2, 2, 2], (_, index) => Float32Array.of(3, 4 * (1 + (index - 1) * 2 ** -23))),
      5,
    );
  });

  it("leaves a NaN in its place, and other tensors theirs", async () => {
    const { tensors, g } = arena([300, 2], () => Float32Array.of(3, 4));
    g[1] = Number.NaN;
    const buffers = { tensors: new Float32Array(tensors.buffer), g };
    const after = await runKernel(context.page, clipNorm, "g", buffers, { params: { tensors: 2, norm: 2.5 } });
    expect(after[1]).toBeNaN();
    expect(after.slice(tensors[2])).toEqual([1.5, 2, ...new Array(62).fill(0)]);
  });

  it("shares a sum among as many lanes as its twin", () => {
    expect(constantIn(textOf("shaders/lib/workgroup-sum.wgsl"), "LANES")).toBe(LANES);
  });
});
