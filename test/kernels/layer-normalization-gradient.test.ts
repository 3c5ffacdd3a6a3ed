import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { SHARED_SUMS } from "./shared-sums.js";

const layerNormalizationGradient = await kernelNamed("layer-normalization-gradient");

const context = usePage();

interface Rows {
  readonly rows: number;
  readonly size: number;
  readonly x?: Float32Array;
  readonly dy?: Float32Array;
  readonly epsilon?: number;
  readonly gamma?: boolean;
}

describe.each(SHARED_SUMS)("layer-normalization-gradient, %s", (_lanes, sizes) => {
  function check({ rows, size, epsilon = 1e-3, gamma = true, ...given }: Rows) {
    const { x = randomFloats(rows * size, 1, -3, 3), dy = randomFloats(rows * size, 2, -1, 1) } = given;
    return checkKernel(context.page, layerNormalizationGradient, {
      inputs: { x, gamma: randomFloats(size, 3, -2, 2), dy },
      outputs: { dx: rows * size, dn: rows * size },
      params: { rows, size, epsilon },
      constants: { ...sizes, HAS_GAMMA: Number(gamma) },
    });
  }

  it("keeps its bound at any shape, with gamma or without", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES, 10, 784);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...AWKWARD_SIZES), size, fc.boolean(), async (m, n, gamma) => {
        await check({ rows: m, size: n, gamma });
      }),
      { numRuns: 25 },
    );
  });

  it("keeps its bound where values are close to each other, far from each other, and far from 0", async () => {
    for (const [low, high] of [
      [-1e-3, 1e-3],
      [-1e4, 1e4],
      [100, 101],
    ] as const) {
      for (const epsilon of [1e-7, 1e-3, 1]) {
        const x = randomFloats(5 * 33, 4, low, high);
        expect(await check({ rows: 5, size: 33, x, epsilon })).toBeGreaterThan(0);
      }
    }
  });

  it("is 0 where nothing comes back", async () => {
    expect(await check({ rows: 3, size: 5, dy: new Float32Array(15) })).toBe(0);
  });
});
