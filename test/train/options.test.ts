import { describe, expect, it } from "vitest";
import { datasetOf } from "../../src/data/dataset.js";
import { ArgumentError, DataError } from "../../src/errors.js";
import { dense } from "../../src/layers/dense.js";
import { classifierNetwork, describeClassifier } from "../../src/model/classifier-description.js";
import { fitSettings } from "../../src/train/fit-settings.js";
import { type FitOptions, samplesFor } from "../../src/train/options.js";
import { targetedSamples } from "../../src/train/targets.js";

describe("options of fit", () => {
  it("are Keras's where they are left out", () => {
    expect(fitSettings({})).toMatchObject({ epochs: 1, initialEpoch: 0, batchSize: 32, shuffle: true, callbacks: [] });
  });

  it.each([
    [{ epoch: 3 }, 'fit has no option "epoch"; it takes epochs, initialEpoch, batchSize, '],
    [{ "": 3 }, 'fit has no option ""; it takes epochs, '],
    [32, "fit takes its options as an object, such as { epochs: … }; got 32."],
    [null, "fit takes its options as an object, such as { epochs: … }; got null."],
    [{ callbacks: () => {} }, "callbacks must be a list of functions, such as [earlyStopping()]."],
    [{ callbacks: [undefined] }, "callbacks must be a list of functions, such as [earlyStopping()]."],
    [{ signal: {} }, "signal must be an AbortSignal, such as that of an AbortController."],
    [{ signal: new AbortController() }, "signal must be an AbortSignal, such as that of an AbortController."],
    [{ validation_data: 1 }, 'fit has no option "validation_data"; it takes'],
    [{ validation_data: 1 }, "Did you mean validationData?"],
    [Float32Array.of(1), "write fit(x, { epochs: 50 }), without x as its own target"],
    [datasetOf(Uint8Array.of(1), [1]), "fit(x, { targets: y })"],
  ])("%o are refused", (options, message) => {
    expect(() => fitSettings(options as FitOptions)).toThrow(ArgumentError);
    expect(() => fitSettings(options as FitOptions)).toThrow(message);
  });
});

it("samples without a shape are refused", () => {
  const data = { data: new Uint8Array(4), count: 1 };
  expect(() => samplesFor(4, data as never, "The data")).toThrow(
    new ArgumentError("The data has no shape. Make it with datasetOf(), or give its values alone."),
  );
});

it.each([3, -1, 0.5, Number.NaN])("the label %d is refused where there are three classes", (label) => {
  const layers = [dense(3, { activation: "softmax" })];
  const network = classifierNetwork(describeClassifier({ input: 2, layers }));
  const data = { ...datasetOf(new Uint8Array(4), [2]), labels: Float32Array.of(2, label) as never };
  expect(() => targetedSamples(network, data, "The data")).toThrow(
    new DataError(`The data has label ${label} at sample 1, but the classifier knows 3 classes, 0 to 2.`),
  );
});
