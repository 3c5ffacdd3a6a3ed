import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import { usePage } from "../harness/browser.js";
import { AWKWARD_SIZES, checkKernel, randomFloats } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { runKernel } from "./run-kernel.js";

const biasActivation = await kernelNamed("bias-activation");

const context = usePage();

/** Zero, hardly anything, both sides of tanh's seam, saturation, and where exp(−|z|) leaves f32. */
const TELLING = [0, 1e-30, 1e-7, 1e-3, 0.5, 0.62499, 0.625, 0.62501, 1, 8, 16, 20, 87, 90, 104, 1000];

function check(rows: number, units: number, { bias = true, activation = 0, z = randomFloats(rows * units, 1) } = {}) {
  return checkKernel(context.page, biasActivation, {
    inputs: { z, b: randomFloats(units, 2) },
    outputs: { y: rows * units },
    params: { rows, units },
    constants: { HAS_BIAS: Number(bias), ACTIVATION: activation },
  });
}

describe("bias-activation", () => {
  describe.each(Object.entries(ACTIVATION_CODE))("%s", (_, activation) => {
    it("keeps its bound at any shape, with a bias and without", async () => {
      const size = fc.constantFrom(...AWKWARD_SIZES);
      await fc.assert(
        fc.asyncProperty(size, size, fc.boolean(), async (rows, units, bias) => {
          await check(rows, units, { bias, activation });
        }),
        { numRuns: 15 },
      );
    });

    it("keeps its bound over the range of z", async () => {
      const z = Float32Array.from(TELLING.flatMap((value) => [value, -value]));
      await check(z.length, 1, { bias: false, activation, z });
      await check(1000, 10, { bias: true, activation, z: randomFloats(10_000, 3, -1, 1) });
      await check(1000, 10, { bias: false, activation, z: randomFloats(10_000, 4, -30, 30) });
    });

    it("lets a NaN through", async () => {
      const [y] = await runKernel(
        context.page,
        biasActivation,
        "y",
        { z: Float32Array.of(Number.NaN), b: new Float32Array(1), y: new Float32Array(1) },
        { params: { rows: 1, units: 1 }, constants: { HAS_BIAS: 0, ACTIVATION: activation } },
      );
      expect(y).toBeNaN();
    });
  });

  it("adds no bias that it was told to leave out", async () => {
    expect(await check(33, 17, { bias: false, activation: ACTIVATION_CODE.linear })).toBe(0);
  });
});
