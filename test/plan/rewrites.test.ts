import { expect, it } from "vitest";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import { planFor } from "../../src/plan/lower.js";
import { naivePlan } from "../../src/plan/naive.js";
import { VARIANTS } from "../../src/plan/plan.js";
import { loadRewrites, rewritten } from "../../src/plan/rewrites.js";

const MODELS = { notebook: PRESETS.notebook(), images: PRESETS.convolutional([28, 28]) };

/** Rows around which a plan begins to need more rewrites than before, or to use them. */
const ROWS = [1, 256, 257, 2047, 2048, 5000];

it.each(Object.entries(MODELS))(
  "what is loaded for %s is enough: every plan is as with all there is",
  async (_, model) => {
    const network = networkOf(describeModel(model));
    for (const level of VARIANTS) {
      for (const rows of ROWS) {
        const settings = { kind: "train", level, rows, bytes: true } as const;
        const plan = rewritten(naivePlan(network, settings), settings, await loadRewrites(network, level, rows));
        expect(plan).toEqual(planFor(network, settings));
      }
    }
  },
);

it("loads nothing for a dense model's usual batches but level fused", async () => {
  const network = networkOf(describeModel(MODELS.notebook));
  expect(await loadRewrites(network, "tiled", 256)).toEqual({});
  expect(Object.keys(await loadRewrites(network, "fused", 256))).toEqual(["fuse"]);
});
