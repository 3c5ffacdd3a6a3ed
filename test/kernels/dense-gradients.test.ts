import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denseGradients } from "../../src/kernels/dense-gradients.js";
import type { DescriptionOptions } from "../../src/model/description.js";
import { adam } from "../../src/model/optimizers.js";
import { PRESETS } from "../../src/model/presets.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { fusibleModel } from "../plan/arbitrary-models.js";
import { fusedCall } from "./fused-call.js";

const context = usePage();

/** Every element of the arena is compared, so that a change to its padding or to another slot's loss fails. */
function check(model: DescriptionOptions, rows: number, { slot = 0, scale = 1 } = {}) {
  const optimizer = adam();
  const call = fusedCall({ ...model, optimizer }, { kernel: "dense-gradients", kind: "train", rows, bytes: false });
  const { dz, ...others } = call.inputs;
  return checkKernel(context.page, denseGradients, {
    ...call,
    inputs: {
      ...others,
      dz: Float32Array.from(dz ?? [], (value) => value * scale),
      losses: randomFloats(6, 9),
    },
    step: { slot },
  });
}

describe("dense-gradients", () => {
  it("keeps its bound for any model, any rows, any scale of gradients", async () => {
    const rows = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 63, 65);
    const scale = fc.constantFrom(1, 1e-5, 1e-12, 0);
    await fc.assert(
      fc.asyncProperty(fusibleModel, rows, fc.nat(5), scale, async (model, m, slot, factor) => {
        await check(model, m, { slot, scale: factor });
      }),
      { numRuns: 40 },
    );
  });

  it("computes the notebook's step, of a whole and of the last batch", async () => {
    expect(await check(PRESETS.notebook(), 256, { scale: 1e-5 })).toBeGreaterThan(0);
    await check(PRESETS.notebook(), 96, { slot: 5, scale: 1e-5 });
  });
});
