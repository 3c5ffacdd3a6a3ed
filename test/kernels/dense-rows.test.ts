import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denseRows } from "../../src/kernels/dense-rows.js";
import { dense } from "../../src/model/layers/layers.js";
import { PRESETS } from "../../src/model/presets.js";
import { usePage } from "../harness/browser.js";
import { fusibleModel } from "../plan/arbitrary-models.js";
import { checkRows } from "./stack-checks.js";

const context = usePage();

describe("dense-rows", () => {
  it("keeps its bound for any model, any rows, training or not", async () => {
    const rows = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 17);
    // Trained on floats, evaluated on bytes; the notebook's, below, is trained on bytes. Each pair more is seconds of compiling.
    const kind = fc.constantFrom("train" as const, "evaluate" as const);
    await fc.assert(
      fc.asyncProperty(fusibleModel, rows, kind, fc.nat(5), async (model, m, plan, start) => {
        await checkRows(context.page, denseRows, model, { rows: m, kind: plan, bytes: plan === "evaluate", start });
      }),
      { numRuns: 40 },
    );
  });

  it("computes a batch of the notebook's model, and its last", async () => {
    const model = PRESETS.notebook(783);
    expect(await checkRows(context.page, denseRows, model, { rows: 256, bytes: true, start: 3 })).toBeGreaterThan(0);
    await checkRows(context.page, denseRows, model, { rows: 95, bytes: true, kind: "evaluate" });
  });

  it("goes beyond its lanes and its tile in every dimension", async () => {
    const wide = [dense(300, { activation: "tanh" }), dense(520, { activation: "sigmoid" }), dense(257)];
    const decoder = [dense(513, { activation: "sigmoid" })];
    const model = { input: 513, encoder: wide, decoder, loss: "meanSquaredError" } as const;
    await checkRows(context.page, denseRows, model, { rows: 6 });
  });
});
