import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denseRowsQuads } from "../../src/kernels/dense-rows-quads.js";
import { dense } from "../../src/model/layers/layers.js";
import { PRESETS } from "../../src/model/presets.js";
import { usePage } from "../harness/browser.js";
import { fusibleModelInFours } from "../plan/arbitrary-models.js";
import { checkRows } from "./stack-checks.js";

const context = usePage();

describe("dense-rows-quads", () => {
  it("keeps its bound for any model, any rows, training or not", async () => {
    const rows = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 17);
    // Trained on floats, evaluated on bytes; the notebook's, below, is trained on bytes. Each pair more is seconds of compiling.
    const kind = fc.constantFrom("train" as const, "evaluate" as const);
    await fc.assert(
      fc.asyncProperty(fusibleModelInFours, rows, kind, fc.nat(5), async (model, m, plan, start) => {
        await checkRows(context.page, denseRowsQuads, model, {
          rows: m,
          kind: plan,
          bytes: plan === "evaluate",
          start,
        });
      }),
      { numRuns: 40 },
    );
  });

  it("computes a batch of the notebook's model, and its last", async () => {
    const model = PRESETS.notebook();
    expect(await checkRows(context.page, denseRowsQuads, model, { rows: 256, bytes: true, start: 3 })).toBeGreaterThan(
      0,
    );
    await checkRows(context.page, denseRowsQuads, model, { rows: 95, bytes: true, kind: "evaluate" });
  });

  it("goes beyond its lanes in every dimension", async () => {
    // 1,024 values are what its lanes hold.
    const wide = [dense(1028, { activation: "tanh" }), dense(8), dense(1024)];
    const decoder = [dense(1036, { activation: "sigmoid" })];
    const model = { input: 1036, encoder: wide, decoder, loss: "meanSquaredError" } as const;
    await checkRows(context.page, denseRowsQuads, model, { rows: 3 });
  });

  it("takes more rows than one dimension has workgroups", async () => {
    const model = { input: 4, encoder: [dense(4)], decoder: [dense(4)], loss: "meanSquaredError" } as const;
    await checkRows(context.page, denseRowsQuads, model, { rows: 2 * 65_535 + 3 });
  });
});
