import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denseWeights } from "../../src/kernels/dense-weights.js";
import type { DescriptionOptions } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { fusibleModel } from "../plan/arbitrary-models.js";
import { fusedCall } from "./fused-call.js";

const context = usePage();

/** Every element of the arenas is compared, so that a change to their padding or to another slot's loss fails. */
function check(model: DescriptionOptions, rows: number, { slot = 0, learningRate = 1, scale = 1 } = {}) {
  const call = fusedCall(model, { kernel: "dense-weights", kind: "train", rows, bytes: false });
  const times = (values: ArrayLike<number> | undefined, factor: number) =>
    Float32Array.from(values ?? [], (value) => value * factor);
  const squares = (values: ArrayLike<number> | undefined) => Float32Array.from(values ?? [], (value) => value * value);
  const { y, dz, a, d, ...others } = call.inputs;
  return checkKernel(context.page, denseWeights, {
    ...call,
    inputs: {
      ...others,
      y: times(y, 1),
      dz: times(dz, scale),
      // Running means of squares are not negative.
      a: times(squares(a), scale * scale),
      d: times(squares(d), 1e-6),
      losses: randomFloats(6, 9),
    },
    step: { slot, learningRate },
  });
}

describe("dense-weights", () => {
  it("keeps its bound for any model, any rows, any scale of gradients", async () => {
    const rows = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 63, 65);
    const learningRate = fc.constantFrom(1, 0.001);
    const scale = fc.constantFrom(1, 1e-2, 1e-5, 1e-12, 0);
    await fc.assert(
      fc.asyncProperty(fusibleModel, rows, fc.nat(5), learningRate, scale, async (model, m, slot, rate, factor) => {
        await check(model, m, { slot, learningRate: rate, scale: factor });
      }),
      { numRuns: 40 },
    );
  });

  it("computes the notebook's step, of a whole and of the last batch", async () => {
    expect(await check(PRESETS.notebook(), 256, { scale: 1e-5 })).toBeGreaterThan(0);
    await check(PRESETS.notebook(), 96, { slot: 5, scale: 1e-5 });
  });
});
