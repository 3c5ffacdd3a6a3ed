import { describe, expect, it } from "vitest";
import { datasetOf } from "../../src/data/dataset.js";
import { ArgumentError, DataError, ShapeError } from "../../src/errors.js";
import { dense } from "../../src/layers/dense.js";
import { classifierNetwork, describeClassifier } from "../../src/model/classifier-description.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { traitsOf } from "../../src/train/data-on-gpu.js";
import { fitSettings } from "../../src/train/fit-settings.js";
import { targetedSamples } from "../../src/train/targets.js";

const model = (loss: "binaryCrossentropy" | "meanSquaredError" = "binaryCrossentropy") =>
  networkOf(describeModel({ input: 2, encoder: [dense(1)], decoder: [dense(2, { activation: "sigmoid" })], loss }));
const classifier = classifierNetwork(describeClassifier({ input: 2, layers: [dense(2, { activation: "softmax" })] }));

const x = datasetOf(Float32Array.of(5, 6, 7, 8), [2]);
const y = datasetOf(Float32Array.of(0, 1, 0.5, 0.25), [2, 1]);

describe("what the loss is taken of", () => {
  it("may stand apart from the data: values, a data set, plain numbers", () => {
    const sampleWeight = [1, 0.5];
    const wanted = { ...x, targets: { data: y.data, shape: [2] }, sampleWeight: Float32Array.of(1, 0.5) };
    expect(targetedSamples(model(), x, "The data", { targets: y.data, sampleWeight })).toEqual(wanted);
    expect(targetedSamples(model(), x.data, "The data", { targets: y })).toEqual({
      ...x,
      targets: { data: y.data, shape: [2, 1] },
    });
  });

  it("may come with the data", () => {
    const mask = Uint8Array.of(1, 0, 1, 1);
    const whole = datasetOf(x.data, [2], {
      targets: { data: y.data, shape: [2, 1] },
      mask,
      sampleWeight: Float32Array.of(0, 2),
    });
    expect(targetedSamples(model(), whole, "The data")).toEqual(whole);
  });

  it("has the mask of the targets: the samples' own says which of the samples are known", () => {
    const masked = datasetOf(x.data, [2], { mask: Uint8Array.of(1, 0, 1, 1) });
    expect(targetedSamples(model(), masked, "The data", { targets: y }).mask).toBeUndefined();
    const mask = Uint8Array.of(0, 1, 1, 1);
    const targets = datasetOf(y.data, [2], { mask });
    expect(targetedSamples(model(), masked, "The data", { targets }).mask).toEqual(mask);
    expect(targetedSamples(model("meanSquaredError"), masked, "The data").mask).toEqual(masked.mask);
  });

  it("must be in the range of binary cross-entropy where it is known; what goes in need not", () => {
    expect(() => targetedSamples(model(), x, "The training data")).toThrow(
      "The training data has 5 in sample 0, value 0",
    );
    expect(() => targetedSamples(model(), y, "The training data", { targets: x }, true)).toThrow(
      'The training target data has 5 in sample 0, value 0, but binary cross-entropy needs targets in [0, 1]. Read the data with scale "columns" (--scale columns), or use the loss "meanSquaredError" with a linear last layer.',
    );
    expect(() => targetedSamples(model(), { ...x, targets: y }, "The data")).not.toThrow();
    const mask = Uint8Array.of(0, 1, 1, 1);
    const missing = { data: Float32Array.of(9, 1, 1, 1), shape: [2] };
    expect(() => targetedSamples(model(), { ...x, targets: missing, mask }, "The data")).not.toThrow();
    expect(() => targetedSamples(model(), { ...x, targets: missing }, "The data")).toThrow(DataError);
  });

  it("may lie a range outside where they are only measured: later data do so, scaled as the training data were", () => {
    const near = datasetOf(Float32Array.of(-1, 2, 0, 1.02), [2]);
    expect(() => targetedSamples(model(), near, "The validation data")).not.toThrow();
    expect(() => targetedSamples(model(), near, "The training data", {}, true)).toThrow("The training data has -1 in");
    const far = datasetOf(Float32Array.of(0, 1, 2.5, 0), [2]);
    expect(() => targetedSamples(model(), far, "The validation data")).toThrow(
      "The validation data has 2.5 in sample 1, value 0, but binary cross-entropy needs targets in [0, 1].",
    );
  });

  it.each([
    [
      { targets: new Float32Array(3) },
      ShapeError,
      "The target data has 3 values, which do not divide into samples of the 2",
    ],
    [
      { targets: new Float32Array(6) },
      ShapeError,
      "The target data has 3 targets for 2 samples: give one each, in their order.",
    ],
    [{ targets: Float32Array.of(1, Number.NaN, 1, 1) }, DataError, "The target data has NaN in sample 0, value 1"],
    [{ targets: new ArrayBuffer(4) }, ArgumentError, "The target data must be a Uint8Array, a Float32Array, a list of"],
    [
      {
        targets: [
          [1, 1],
          [1, 1],
        ],
      },
      DataError,
      "must hold numbers only; at 0 it has [1,1]. Of a list of rows, give rows.flatMap((row) => [...row]).",
    ],
    [
      { sampleWeight: [1] },
      DataError,
      "sampleWeight must be a Float32Array with a number for each of the 2 samples; got Float32Array of 1.",
    ],
    [{ sampleWeight: [1, -2] }, DataError, "The weight of sample 1 is -2; weights must be finite and at least 0."],
    [{ sampleWeight: 3 }, DataError, "sampleWeight must be a Float32Array or a list of numbers, one a sample; got 3."],
    [{ sampleWeight: [null, 1] }, DataError, "must hold numbers only; at 0 it has null."],
    [{ sampleWeight: BigInt64Array.of(1n, 1n) }, DataError, "must be a Float32Array or a list of numbers"],
  ] as const)("%o is refused", (given, kind, message) => {
    const refused = () => targetedSamples(model("meanSquaredError"), x, "The data", given as never);
    expect(refused).toThrow(kind);
    expect(refused).toThrow(message);
  });

  it("is refused where it is given twice", () => {
    expect(() => targetedSamples(model(), { ...x, targets: y }, "The data", { targets: y })).toThrow(
      new ArgumentError("The data has targets with it. Leave out those, or the option targets."),
    );
    const weighted = { ...y, sampleWeight: Float32Array.of(1, 1) };
    expect(() => targetedSamples(model(), weighted, "The data", { sampleWeight: [1, 1] })).toThrow(
      new ArgumentError("The data has sampleWeight with it. Leave out those, or the option sampleWeight."),
    );
  });

  it("is checked in data sets that datasetOf() did not make", () => {
    const mask = Uint8Array.of(1, 1);
    expect(() => targetedSamples(model(), { ...y, mask }, "The data")).toThrow(
      "mask must be a Uint8Array with a number",
    );
    const targets = { data: new Float32Array(2), shape: [2] };
    expect(() => targetedSamples(model(), { ...y, targets }, "The data")).toThrow(
      "promises 2 samples of 2 values but holds 2",
    );
  });

  it("of a classifier is its labels, which may be weighted", () => {
    const labelled = datasetOf(x.data, [2], { labels: Uint8Array.of(0, 1) });
    const sampleWeight = Float32Array.of(1, 2);
    expect(targetedSamples(classifier, labelled, "The data", { sampleWeight })).toEqual({ ...labelled, sampleWeight });
    const refusal = new DataError("The data has targets or a mask, but a classifier learns labels. Leave those out.");
    expect(() => targetedSamples(classifier, labelled, "The data", { targets: y })).toThrow(refusal);
    const mask = Uint8Array.of(1, 1, 1, 1);
    expect(() => targetedSamples(classifier, { ...labelled, mask }, "The data")).toThrow(refusal);
  });
});

it("plans see what stands beside the samples only where it does", () => {
  const labelled = datasetOf(new Uint8Array(4), [2], { labels: Uint8Array.of(0, 1), classes: ["a", "b"] });
  expect(traitsOf(labelled)).toStrictEqual({ bytes: true });
  expect(traitsOf(x)).toStrictEqual({ bytes: false });
  const mask = Uint8Array.of(1, 1, 1, 1);
  const all = { ...x, targets: labelled, sampleWeight: Float32Array.of(1, 1), mask };
  expect(traitsOf(all)).toStrictEqual({ bytes: false, targetBytes: true, weighted: true, masked: true });
});

it.each([1, -0.1, Number.NaN, "0.1"])("the validationSplit %s is refused", (validationSplit) => {
  expect(() => fitSettings({ validationSplit: validationSplit as number })).toThrow(ArgumentError);
});

it("validation data and a split at once are refused", () => {
  expect(() => fitSettings({ validationSplit: 0.1, validationData: x })).toThrow(
    new ArgumentError("Give either validationData or validationSplit, not both."),
  );
});
