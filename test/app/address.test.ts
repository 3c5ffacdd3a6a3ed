import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fragmentOf, readAddress } from "../../src/app/state/address.js";
import { NOTEBOOK, opened, withModel } from "../../src/app/state/draft.js";
import { draftOf } from "../../src/app/state/layer-draft.js";
import { dense } from "../../src/index.js";
import { arbitraryDrafts } from "./arbitrary-drafts.js";

describe("the address", () => {
  it("without a fragment is the notebook's, and its own is the view alone", () => {
    expect(readAddress("")).toEqual({ view: "", draft: NOTEBOOK, unknown: [] });
    expect(fragmentOf("train", NOTEBOOK)).toBe("#/train");
  });

  it("names the view and what differs from the model's own settings", () => {
    const { view, draft, unknown } = readAddress("#/train?model=variational&epochs=2&limit=512");
    expect([view, unknown]).toEqual(["train", []]);
    expect(draft).toMatchObject({ model: "variational", optimizer: "adam", learningRate: "0.001", epochs: "2" });
    expect(fragmentOf(view, draft)).toBe("#/train?model=variational&epochs=2&limit=512");
  });

  it("brings an optimizer's own learning rate along", () => {
    expect(readAddress("#/train?optimizer=sgd").draft.learningRate).toBe("0.01");
    expect(readAddress("#/train?optimizer=sgd&learningRate=0.5").draft.learningRate).toBe("0.5");
  });

  it("keeps what is wrong, for the form to say so", () => {
    expect(readAddress("#/train?model=nope&epochs=x&optimizer=hop").draft).toMatchObject({
      model: "nope",
      epochs: "x",
      optimizer: "hop",
    });
  });

  it.each([
    ["#/train?epoch=2&__proto__=1", ["epoch", "__proto__"]],
    ["#/train?model=custom&encoder=[{", ["encoder"]],
    ["#/train?model=custom&encoder={}", ["encoder"]],
    ['#/train?model=custom&encoder=[null]&decoder=[{"type":"lstm"}]', ["encoder", "decoder"]],
  ])("names what it cannot read in %s", (fragment, unknown) => {
    expect(readAddress(fragment).unknown).toEqual(unknown);
  });

  it("reads layers as a model's JSON has them, defaults left out", () => {
    const { draft } = readAddress('#/train?model=custom&encoder=[{"type":"dense","units":7}]');
    expect(draft.encoder).toEqual([draftOf(dense(7))]);
  });

  it("brings back any settings exactly", () => {
    fc.assert(
      fc.property(arbitraryDrafts, fc.constantFrom("train", "understand"), (draft, view) => {
        expect(readAddress(fragmentOf(view, draft))).toEqual({ view, draft, unknown: [] });
      }),
    );
  });

  it("brings back a preset that was opened", () => {
    for (const model of ["deep", "convolutional", "denoising", "variational"]) {
      const draft = opened(withModel(NOTEBOOK, model), [28, 28]);
      expect(readAddress(fragmentOf("train", draft)).draft).toEqual(draft);
    }
  });
});
