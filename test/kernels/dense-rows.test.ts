import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dense } from "../../src/layers/dense.js";
import { PRESETS } from "../../src/model/presets.js";
import { usePage } from "../harness/browser.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { fusibleModel } from "../plan/arbitrary-models.js";
import { checkRows, MODELS } from "./stack-checks.js";

const denseRows = await kernelNamed("dense-rows");

const context = usePage();

describe.concurrent("dense-rows", () => {
  it("keeps its bound for any model, any rows, training or not", async () => {
    const rows = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 17);
    // Trained on floats, evaluated on bytes; the notebook's, below, is trained on bytes. Each pair more is seconds of compiling.
    const kind = fc.constantFrom("train" as const, "evaluate" as const);
    await fc.assert(
      fc.asyncProperty(fusibleModel, rows, kind, fc.nat(5), async (model, m, plan, start) => {
        await checkRows(context.page, denseRows, model, { rows: m, kind: plan, bytes: plan === "evaluate", start });
      }),
      { numRuns: MODELS },
    );
  });

  it("computes a batch of the notebook's model, and its last", async () => {
    const model = PRESETS.notebook();
    expect(await checkRows(context.page, denseRows, model, { rows: 256, bytes: true, start: 3 })).toBeGreaterThan(0);
    await checkRows(context.page, denseRows, model, { rows: 95, bytes: true, kind: "evaluate" });
  });

  it.each([784, 783])("takes samples of %i bytes", async (size) => {
    await checkRows(context.page, denseRows, PRESETS.notebook(size), { rows: 5, bytes: true, start: 1 });
  });

  it("goes beyond its lanes in every dimension, in fours and not", async () => {
    // 1,024 values are what its lanes hold.
    for (const more of [4, 3]) {
      const wide = [dense(1024 + more, { activation: "tanh" }), dense(8), dense(1024)];
      const decoder = [dense(1032 + more, { activation: "sigmoid" })];
      const model = { input: 1032 + more, encoder: wide, decoder, loss: "meanSquaredError" } as const;
      await checkRows(context.page, denseRows, model, { rows: 3 });
    }
  });
});
