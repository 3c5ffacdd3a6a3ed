import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";
import { SHARED_SUMS } from "./shared-sums.js";

const layerNormalization = await kernelNamed("layer-normalization");

const context = usePage();

interface Rows {
  readonly rows: number;
  readonly size: number;
  readonly x?: Float32Array;
  readonly epsilon?: number;
  readonly gamma?: boolean;
  readonly beta?: boolean;
}

describe.each(SHARED_SUMS)("layer-normalization, %s", (_lanes, sizes) => {
  function call({ rows, size, x = randomFloats(rows * size, 1, -3, 3), epsilon = 1e-3, ...given }: Rows) {
    return {
      inputs: { x, gamma: randomFloats(size, 2, -2, 2), beta: randomFloats(size, 3, -2, 2) },
      outputs: { y: rows * size },
      params: { rows, size, epsilon },
      constants: { ...sizes, HAS_GAMMA: Number(given.gamma ?? true), HAS_BETA: Number(given.beta ?? true) },
    };
  }
  const check = (rows: Rows) => checkKernel(context.page, layerNormalization, call(rows));

  it("keeps its bound at any shape, with gamma and beta or without", async () => {
    const size = fc.constantFrom(...AWKWARD_SIZES, 10, 784);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...AWKWARD_SIZES),
        size,
        fc.boolean(),
        fc.boolean(),
        async (m, n, gamma, beta) => {
          await check({ rows: m, size: n, gamma, beta });
        },
      ),
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

  it("is 0 for a row of equal values", async () => {
    const x = Float32Array.of(2, 2, 2, 2, -0.5, -0.5, -0.5, -0.5, 0, 0, 0, 0);
    const { inputs, outputs, params, constants } = call({ rows: 3, size: 4, x, gamma: false, beta: false });
    const buffers = { ...inputs, y: new Float32Array(outputs.y) };
    const y = await runKernel(context.page, layerNormalization, "y", buffers, { params, constants });
    expect(y).toEqual(Array.from({ length: 12 }, () => 0));
  });
});
