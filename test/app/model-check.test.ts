import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CUSTOM, type Draft, isPreset, MODELS, NOTEBOOK, opened, withModel } from "../../src/app/state/draft.js";
import { draftOf, givenBy, newLayer, readLayerDraft } from "../../src/app/state/layer-draft.js";
import { checkModel } from "../../src/app/state/model-check.js";
import { conv2d, dense, describeModel, LAYER_KINDS, PRESETS, reshape } from "../../src/index.js";
import { LAYER_FORMS, LAYER_TYPES } from "../../src/layers/layers.js";
import { layers } from "./arbitrary-drafts.js";

const MNIST = [28, 28];

function custom(changes: Partial<Draft>): Draft {
  return { ...NOTEBOOK, model: CUSTOM, ...changes };
}

describe("the builder's forms", () => {
  it("know every kind of layer, and only fields that it has", () => {
    expect(LAYER_TYPES).toEqual(Object.keys(LAYER_KINDS));
    for (const type of LAYER_TYPES) {
      const known = Object.keys(LAYER_KINDS[type].fields);
      for (const { name } of LAYER_FORMS[type].fields) expect(known).toContain(name.split(".")[0]);
    }
  });

  it.each(LAYER_TYPES)("begin a new %s with values that it takes", (type) => {
    expect(readLayerDraft(newLayer(type))).toHaveProperty("layer");
  });

  it("give back any layer as it was", () => {
    fc.assert(
      fc.property(layers, (layer) => {
        const read = readLayerDraft(draftOf(layer));
        // A regularizer's other half is filled in with its 0.
        expect(read).toEqual({ layer: expect.objectContaining(layer) });
        expect(describeLayer(givenBy(draftOf(layer)))).toEqual(describeLayer(layer));
      }),
    );
  });

  it.each([reshape([7, 7]), reshape([3, 3, 8]), conv2d(2, [3, 3]), conv2d(2, [3, 5])])(
    "write lists and sizes so that they can be told apart: %o",
    (layer) => {
      expect(readLayerDraft(draftOf(layer))).toEqual({ layer });
    },
  );

  it.each([
    [{ units: "" }, "units", "must be a positive integer below 2^31; got nothing."],
    [{ units: "1.5" }, "units", "must be a positive integer below 2^31; got “1.5”."],
    [{ units: "many" }, "units", "must be a positive integer below 2^31; got “many”."],
    [{ "activityRegularizer.l1": "-1" }, "activityRegularizer", /l1 must be a number of at least 0; got -1/],
  ])("say what is wrong with %o", (values, field, message) => {
    const draft = { type: "dense", values: { ...newLayer("dense").values, ...values } } as const;
    const read = readLayerDraft(draft);
    expect("errors" in read && read.errors[field]).toEqual(
      typeof message === "string" ? message : expect.stringMatching(message),
    );
  });
});

/** What the library makes of one layer; a sampling layer cannot be described alone. */
function describeLayer(layer: object): object {
  const { type, ...given } = layer as { type: (typeof LAYER_TYPES)[number] };
  const fields = Object.entries(LAYER_KINDS[type].fields);
  return Object.fromEntries(
    fields.map(([name, field]) => {
      const value = (given as Record<string, unknown>)[name];
      return [name, value === undefined ? field.fallback : field.read(value)];
    }),
  );
}

describe("the model", () => {
  it("counts the notebook's parameters", () => {
    const { parameters, encoder, decoder, inputShape, options } = checkModel(NOTEBOOK, MNIST);
    expect(parameters).toBe(50_992);
    expect([inputShape, encoder[0]?.outputShape, decoder[0]?.outputShape]).toEqual([[784], [32], [784]]);
    expect(options).toBeDefined();
  });

  it.each(MODELS.filter(isPreset))("of the preset %s is the same when opened", (model) => {
    const preset = withModel(NOTEBOOK, model);
    const whole = checkModel(preset, MNIST);
    const layered = checkModel(opened(preset, MNIST), MNIST);
    expect(layered.options).toEqual(whole.options);
    expect(layered.parameters).toBe(whole.parameters);
    const { input, encoder, decoder } = PRESETS[model](MNIST);
    expect(describeModel(layered.options ?? { input: 1, encoder: [], decoder: [] })).toEqual(
      describeModel({ input, encoder, decoder }),
    );
  });

  it("takes samples of other shapes", () => {
    expect(checkModel(NOTEBOOK, [8]).inputShape).toEqual([8]);
    expect(checkModel(withModel(NOTEBOOK, "convolutional"), [32, 32, 3]).inputShape).toEqual([32, 32, 3]);
  });

  it("says why a preset cannot take the samples", () => {
    expect(checkModel(withModel(NOTEBOOK, "convolutional"), [8]).error).toMatch(/made of images.*got samples of/);
    expect(checkModel(withModel(NOTEBOOK, "convolutional"), [30, 30]).error).toMatch(/multiples of 8.*30 × 30/s);
    expect(checkModel({ ...NOTEBOOK, model: "toString" }, MNIST).error).toMatch(
      /Model must be one of notebook.*toString/,
    );
  });

  it("says it at the layer where shapes do not meet, and stops counting there", () => {
    const conv = newLayer("conv2d");
    const { encoder, decoder, parameters, error, options } = checkModel(
      custom({ encoder: [newLayer("dense"), conv], decoder: [newLayer("dense")] }),
      MNIST,
    );
    expect(encoder[0]).toMatchObject({ outputShape: [32], parameters: 25_120 });
    expect(encoder[1]?.error).toMatch(/^It gets \[32\], but needs images \[height, width, channels\]/);
    expect(decoder[0]?.outputShape).toBeUndefined();
    expect(parameters).toBe(25_120);
    expect([error, options]).toEqual([undefined, undefined]);
  });

  it("says what is wrong with the whole", () => {
    const ends = custom({ encoder: [draftOf(dense(3))], decoder: [draftOf(dense(5))] });
    expect(checkModel(ends, MNIST).error).toMatch(/decoder ends with shape \[5\].*784/s);
    expect(checkModel(custom({ encoder: [], decoder: [] }), MNIST).error).toMatch(
      /encoder must be a list of at least one/,
    );
    expect(checkModel(custom({ input: "image" }), [8]).error).toMatch(/rows of 8 values, no images/);
    const sampled = custom({ encoder: [draftOf(dense(3))], decoder: [newLayer("sampling"), draftOf(dense(784))] });
    expect(checkModel(sampled, MNIST).error).toMatch(/encoder's last layer/);
  });

  it("never throws, whatever the layers are", () => {
    const part = fc.array(layers.map(draftOf), { maxLength: 4 });
    fc.assert(
      fc.property(part, part, fc.constantFrom("row", "image"), (encoder, decoder, input) => {
        const model = checkModel(custom({ encoder, decoder, input }), MNIST);
        const faults = [...model.encoder, ...model.decoder].some((layer) => layer.error !== undefined);
        expect(model.options === undefined).toBe(faults || model.error !== undefined);
      }),
    );
  });
});
