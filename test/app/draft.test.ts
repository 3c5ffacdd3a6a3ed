import { expect, it } from "vitest";
import { choosingModel, NOTEBOOK, withModel } from "../../src/app/state/draft.js";
import { givenBy, readLayerDraft } from "../../src/app/state/layer-draft.js";
import { readSettings } from "../../src/app/state/settings.js";

it("another preset brings its optimizer and loss, but where others were chosen: these stay, and are named", () => {
  const { draft, kept } = choosingModel(NOTEBOOK, "variational");
  expect([draft.optimizer, draft.learningRate, kept]).toEqual(["adam", "0.001", []]);

  const own = { ...NOTEBOOK, optimizer: "sgd", learningRate: "0.5", loss: "meanSquaredError" };
  const changed = choosingModel(own, "variational");
  expect(changed.draft).toMatchObject({ model: "variational", optimizer: "sgd", learningRate: "0.5" });
  expect([changed.draft.loss, changed.kept]).toEqual(["meanSquaredError", ["optimizer", "loss"]]);
  // Chosen as the next one has it anyway: nothing that anyone would miss.
  const same = { ...NOTEBOOK, optimizer: "adam", learningRate: "0.001" };
  expect(choosingModel(same, "variational")).toEqual({ draft: withModel(same, "variational"), kept: [] });
});

it("numbers are read as the page writes them, and with decimal commas", () => {
  const read = readSettings({ ...NOTEBOOK, limit: "60,000", learningRate: "0,5" });
  expect(read).toMatchObject({ settings: { limit: 60_000, optimizer: { learningRate: 0.5 } } });
  expect(readSettings({ ...NOTEBOOK, limit: "6,00" })).toMatchObject({
    errors: { limit: expect.stringMatching(/“6,00”/) },
  });
  const dropout = { type: "dropout", values: { rate: "0,25" } } as const;
  expect(givenBy(dropout)).toEqual({ type: "dropout", rate: 0.25 });
  expect(readLayerDraft(dropout)).toMatchObject({ layer: { rate: 0.25 } });
});
