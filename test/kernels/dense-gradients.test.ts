import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PRESETS } from "../../src/model/presets.js";
import { usePage } from "../harness/browser.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { fusibleModel } from "../plan/arbitrary-models.js";
import { checkGradients, MODELS } from "./stack-checks.js";

const denseGradients = await kernelNamed("dense-gradients");

const context = usePage();

describe.concurrent("dense-gradients", () => {
  it("keeps its bound for any model, any rows, any scale of gradients", async () => {
    const rows = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 63, 65, 129);
    const update = fc.record({ slot: fc.nat(5), scale: fc.constantFrom(1, 1e-5, 1e-12, 0) });
    await fc.assert(
      fc.asyncProperty(fusibleModel, rows, update, async (model, m, settings) => {
        await checkGradients(context.page, denseGradients, model, m, settings);
      }),
      { numRuns: MODELS },
    );
  });

  it("computes a step of the notebook's model, of a whole and of the last batch", async () => {
    const model = PRESETS.notebook();
    expect(await checkGradients(context.page, denseGradients, model, 256, { scale: 1e-5 })).toBeGreaterThan(0);
    await checkGradients(context.page, denseGradients, model, 96, { slot: 5, scale: 1e-5 });
  });
});
