import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { tailOf } from "./tail-of.js";

const matmulTiled = await kernelNamed("matmul-tiled");

const context = usePage();

interface Shape {
  m: number;
  k: number;
  n: number;
  transpose?: "none" | "a" | "b";
  bias?: boolean;
  activation?: number;
}

function check({ m, k, n, transpose = "none", bias = false, activation = ACTIVATION_CODE.linear }: Shape) {
  const strides = {
    none: { x_row: k, x_depth: 1, w_depth: n, w_column: 1 },
    a: { x_row: 1, x_depth: m, w_depth: n, w_column: 1 },
    b: { x_row: k, x_depth: 1, w_depth: 1, w_column: k },
  }[transpose];
  return checkKernel(context.page, matmulTiled, {
    inputs: { x: randomFloats(m * k, 1), w: randomFloats(k * n, 2), b: randomFloats(n, 3) },
    outputs: { z: m * n },
    params: { m, k, n, ...strides },
    constants: { HAS_BIAS: Number(bias), ACTIVATION: activation },
  });
}

describe.concurrent("matmul-tiled", () => {
  it.each(["none", "a", "b"] as const)("keeps its bound at any shape, transposed: %s", async (transpose) => {
    const size = fc.constantFrom(...AWKWARD_SIZES);
    await fc.assert(
      fc.asyncProperty(size, size, size, async (m, k, n) => {
        await check({ m, k, n, transpose });
      }),
      { numRuns: 25 },
    );
  });

  it.each(Object.entries(ACTIVATION_CODE))("adds the bias and applies %s", async (_, activation) => {
    await check({ m: 33, k: 17, n: 9, bias: true, activation });
  });

  it("computes the notebook's products", async () => {
    expect(await check({ m: 256, k: 784, n: 32, bias: true, activation: ACTIVATION_CODE.relu })).toBeGreaterThan(0);
    await check({ m: 96, k: 32, n: 784, bias: true, activation: ACTIVATION_CODE.sigmoid });
    await check({ m: 784, k: 256, n: 32, transpose: "a" });
    await check({ m: 256, k: 784, n: 32, transpose: "b" });
  });

  it("covers more than 65,535 workgroups", async () => {
    const params = { m: 65_536 * 32 + 5, k: 1, n: 1, x_row: 1, x_depth: 1, w_depth: 1, w_column: 1 };
    const constants = { HAS_BIAS: 1, ACTIVATION: ACTIVATION_CODE.linear };
    const tail = await tailOf(context.page, matmulTiled, "z", params.m, { params, constants });
    expect(tail).toEqual(tail.map(() => 2));
  });
});
