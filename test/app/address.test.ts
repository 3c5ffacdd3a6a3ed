import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ADDRESS_NAMES, fragmentOf, readAddress } from "../../src/app/state/address.js";
import { NOTEBOOK, opened, withModel } from "../../src/app/state/draft.js";
import { draftOf } from "../../src/app/state/layer-draft.js";
import { checkModel } from "../../src/app/state/model-check.js";
import { readSettings } from "../../src/app/state/settings.js";
import { dense } from "../../src/index.js";
import { LAYER_TYPES } from "../../src/layers/layers.js";
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

  it("names a step of the story, beside settings", () => {
    const fragment = "#/understand?step=noise&model=deep&epochs=2";
    const { view, draft, step, unknown } = readAddress(fragment);
    expect([view, step, unknown]).toEqual(["understand", "noise", []]);
    expect(fragmentOf(view, draft, step)).toBe(fragment);
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
    ["#/train?epochs=1&epochs=2", ["epochs"]],
    ["#/train?model=deep&encoder=[]&input=image", ["encoder", "input"]],
    ['#/train?model=custom&encoder=[{"type":"dense","units":1,"units":2}]', ["encoder"]],
    [
      '#/train?model=custom&encoder=[{"type":"dense","units":2,"colour":1,"activityRegularizer":{"l3":1}}]',
      ["encoder[0].colour", "encoder[0].activityRegularizer.l3"],
    ],
    ['#/train?model=custom&encoder=[{"type":"dense","activityRegularizer":7}]', ["encoder[0].activityRegularizer"]],
    [`#/train?model=custom&decoder=${"[".repeat(10_000)}`, ["decoder"]],
    [`#/train?model=custom&decoder=[${'{"type":"flatten"},'.repeat(100)}{"type":"flatten"}]`, ["decoder"]],
    [`#/train?${"epochs=1&".repeat(10_000)}`, ["all 90008 characters"]],
  ])("names what it cannot read in %s", (fragment, unknown) => {
    expect(readAddress(fragment).unknown).toEqual(unknown);
  });

  it("keeps a layer's field that is no number or word as it came, for the form to say so", () => {
    const { draft } = readAddress('#/train?model=custom&encoder=[{"type":"dense","units":[{"toString":1},[2]]}]');
    expect(draft.encoder[0]?.values.units).toBe('[{"toString":1},[2]]');
  });

  it("never throws, and what it makes of any fragment can be checked, shown and brought back", () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const layer = fc.oneof(
      value,
      fc.record(
        {
          type: fc.constantFrom(...LAYER_TYPES, "lstm", "__proto__"),
          units: value,
          kernelSize: value,
          targetShape: fc.oneof(fc.array(fc.oneof(value, fc.integer()))),
          activityRegularizer: fc.oneof(value, fc.record({ l1: value, toString: value })),
          toString: value,
          constructor: value,
        },
        { requiredKeys: ["type"] },
      ),
    );
    const json = fc.oneof(fc.array(layer, { maxLength: 4 }), value).map((layers) => JSON.stringify(layers));
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      json,
      fc.constantFrom("custom", "deep", "constructor", "1e999", "%zz"),
    );
    const name = fc.oneof(fc.constantFrom(...ADDRESS_NAMES, "__proto__", "toString"), fc.string());
    const fragments = fc
      .tuple(fc.string(), fc.array(fc.tuple(name, text), { maxLength: 8 }), fc.boolean(), json, json)
      .map(([view, pairs, custom, encoder, decoder]) => {
        const own: [string, string][] = custom
          ? [
              ["model", "custom"],
              ["encoder", encoder],
              ["decoder", decoder],
            ]
          : [];
        return `#/${view}?${new URLSearchParams([...own, ...pairs])}`;
      });
    fc.assert(
      fc.property(fc.oneof(fragments, fc.string({ unit: "binary", maxLength: 200 })), (fragment) => {
        const { view, draft, unknown } = readAddress(fragment);
        expect(typeof view).toBe("string");
        for (const said of unknown) expect(typeof said).toBe("string");
        readSettings(draft);
        checkModel(draft, [28, 28]);
        const again = readAddress(fragmentOf("train", draft));
        expect(again.draft.model).toBe(draft.model);
        expect(({} as Record<string, unknown>).units).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
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
