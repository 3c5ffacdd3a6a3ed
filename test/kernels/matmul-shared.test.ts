import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { tailOf } from "./tail-of.js";

const matmulShared = await kernelNamed("matmul-shared");

const context = usePage();

interface Shape {
  m: number;
  k: number;
  n: number;
  depth?: number;
  side?: number;
  quads?: number;
  transposed?: "neither" | "x" | "w" | "both";
  bias?: boolean;
  activation?: number;
}

function check({
  m,
  k,
  n,
  depth = k,
  side = 8,
  quads = 1,
  transposed = "neither",
  bias = false,
  activation = 0,
}: Shape) {
  const [x, w] = [transposed === "x" || transposed === "both", transposed === "w" || transposed === "both"];
  return checkKernel(context.page, matmulShared, {
    inputs: { x: randomFloats(m * k, 1), w: randomFloats(k * n, 2), b: randomFloats(n, 3) },
    outputs: { z: Math.ceil(k / depth) * m * n },
    params: {
      ...{ m, k, n, depth },
      ...(x ? { x_row: 1, x_depth: m } : { x_row: k, x_depth: 1 }),
      ...(w ? { w_depth: 1, w_column: k } : { w_depth: n, w_column: 1 }),
    },
    constants: { HAS_BIAS: Number(bias), ACTIVATION: activation, SIDE: side, QUADS: quads },
  });
}

describe.concurrent.each([
  { side: 8, quads: 1 },
  { side: 16, quads: 1 },
  { side: 16, quads: 2 },
])("matmul-shared, side $side, blocks $quads × $quads", ({ side, quads }) => {
  it.each(["neither", "x", "w", "both"] as const)(
    "keeps its bound at any shape, transposed: %s",
    async (transposed) => {
      const size = fc.constantFrom(...AWKWARD_SIZES);
      await fc.assert(
        fc.asyncProperty(size, size, size, async (m, k, n) => {
          await check({ m, k, n, side, quads, transposed });
        }),
        { numRuns: 15 },
      );
    },
  );

  it("takes long sums in parts, the last one shorter", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 60 }), async (k, depth) => {
        await check({ m: 33, k, n: 10, depth, side, quads });
      }),
      { numRuns: 15 },
    );
  });

  it("computes the notebook's products", async () => {
    expect(
      await check({ m: 96, k: 784, n: 32, side, quads, bias: true, activation: ACTIVATION_CODE.relu }),
    ).toBeGreaterThan(0);
    await check({ m: 96, k: 784, n: 32, depth: 64, side, quads, transposed: "w" });
    await check({ m: 784, k: 96, n: 32, side, quads, transposed: "x" });
  });
});

describe.concurrent("matmul-shared", () => {
  it.each(Object.entries(ACTIVATION_CODE))("adds the bias and applies %s", async (_, activation) => {
    await check({ m: 33, k: 17, n: 9, bias: true, activation });
    await check({ m: 33, k: 17, n: 9, bias: false, activation });
  });

  it("covers more than 65,535 workgroups", async () => {
    // Squares of four: the smallest there are.
    const m = 65_536 * 4 + 5;
    const params = { m, k: 1, n: 1, depth: 1, x_row: 1, x_depth: 1, w_depth: 1, w_column: 1 };
    const constants = { HAS_BIAS: 0, ACTIVATION: 0, SIDE: 1, QUADS: 1 };
    expect(await tailOf(context.page, matmulShared, "z", m, { params, constants })).toEqual(Array(20).fill(1));
  });
});
