import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../src/errors.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { dense } from "../../src/layers/dense.js";
import { dropout } from "../../src/layers/dropout.js";
import { flatten } from "../../src/layers/flatten.js";
import { gaussianNoise } from "../../src/layers/gaussian-noise.js";
import type { Layer } from "../../src/layers/layers.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { reshape } from "../../src/layers/reshape.js";
import { sampling } from "../../src/layers/sampling.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { classifierNetwork, describeClassifier } from "../../src/model/classifier-description.js";
import {
  type DescriptionOptions,
  describe as describeModel,
  modelWarnings,
  networkOf,
} from "../../src/model/description.js";
import { placeAll } from "../../src/model/network.js";
import { PRESETS } from "../../src/model/presets.js";
import { countParameters, summarize } from "../../src/model/summary.js";
import { adam } from "../../src/optimizers/adam.js";

const shapeAfter = (input: readonly number[], ...layers: Layer[]) =>
  placeAll("encoder", layers, input).at(-1)?.outputShape;

/** What went wrong. */
function refusal(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("Nothing was thrown.");
}

describe("shapes", () => {
  it.each([
    // Keras's conv_output_length and deconv_output_length, worked out by hand.
    [[28, 28, 1], conv2d(16, 3, { padding: "same" }), [28, 28, 16]],
    [[28, 28, 1], conv2d(16, 3), [26, 26, 16]],
    [[7, 8, 3], conv2d(2, [3, 2], { strides: 2 }), [3, 4, 2]],
    [[7, 8, 3], conv2d(2, 3, { strides: [2, 3], padding: "same" }), [4, 3, 2]],
    [[7, 7, 8], maxPool2d(2, { padding: "same" }), [4, 4, 8]],
    [[7, 7, 8], maxPool2d(2), [3, 3, 8]],
    [[5, 5, 1], maxPool2d(3, { strides: 1 }), [3, 3, 1]],
    [[4, 3, 2], conv2dTranspose(5, 3, { strides: 2, padding: "same" }), [8, 6, 5]],
    [[4, 3, 2], conv2dTranspose(5, 3, { strides: 2 }), [9, 7, 5]],
    [[4, 3, 2], conv2dTranspose(5, 1, { strides: 2 }), [8, 6, 5]],
    [[4, 3, 2], upSampling2d([2, 3]), [8, 9, 2]],
    [[4, 3, 2], flatten(), [24]],
    [[24], reshape([4, -1, 2]), [4, 3, 2]],
    [[24], dropout(0.5), [24]],
    [[24], gaussianNoise(0.5), [24]],
    [[24], sampling(2), [2]],
  ] as const)("of %j after %j are %j", (input, layer, output) => {
    expect(shapeAfter(input, layer)).toEqual(output);
  });

  it("of the blog's convolutional model are the blog's", () => {
    const { layers } = networkOf(describeModel(PRESETS.convolutional()));
    expect(layers.map(({ outputShape }) => outputShape.join("×"))).toEqual([
      ...["28×28×16", "14×14×16", "14×14×8", "7×7×8", "7×7×8", "4×4×8"],
      ...["4×4×8", "8×8×8", "8×8×8", "16×16×8", "14×14×16", "28×28×16", "28×28×1"],
    ]);
    // 160 + 1160 + 584 + 584 + 584 + 1168 + 145, as Keras's summary has it.
    expect(countParameters(layers)).toBe(4385);
  });

  it.each([8, 12, 16, 28, 32])("of the convolutional and denoising models return to images of side %d", (side) => {
    expect(describeModel(PRESETS.convolutional([side, side, 3])).input).toEqual([side, side, 3]);
    expect(describeModel(PRESETS.denoising([side, side])).input).toEqual([side, side, 1]);
  });
});

describe("bad models", () => {
  const model = (encoder: Layer[], decoder: Layer[], input: number | number[] = 784): DescriptionOptions => {
    return { input, encoder, decoder };
  };

  it.each([
    [
      "filters of 0",
      () => conv2d(0, 3),
      ArgumentError,
      "conv2d(0, 3): filters must be a positive integer below 2^31; got 0.",
    ],
    ["a rate of 1", () => dropout(1), ArgumentError, "dropout(1): rate must be in [0, 1); got 1."],
    ["negative noise", () => gaussianNoise(-1), ArgumentError, "stddev must be a number of at least 0; got -1."],
    ["a clip that is upside down", () => gaussianNoise(1, { clip: [1, 0] }), ArgumentError, "clip must be [low, high]"],
    [
      "a size of three",
      () => maxPool2d([1, 2, 3] as never),
      ArgumentError,
      "poolSize must be a positive integer below 2^31, or",
    ],
    ["two open axes", () => reshape([-1, -1]), ArgumentError, "of which one may be -1; got [-1,-1]."],
    [
      "an unknown field",
      () => dense(3, { activaton: "relu" } as never),
      ArgumentError,
      'dense(3): a dense layer has no field "activaton"; it has units, activation, useBias, activityRegularizer.',
    ],
    [
      "an unknown penalty",
      () => dense(3, { activityRegularizer: { l3: 1 } as never }),
      ArgumentError,
      'activityRegularizer has no field "l3"; it has l1, l2.',
    ],
    [
      "an image where a row is needed",
      () => describeModel(model([dense(3)], [dense(784)], [28, 28])),
      ShapeError,
      "encoder.0: a dense layer got samples of shape [28, 28], but needs samples of one dimension. Put flatten() before it.",
    ],
    [
      "a row where an image is needed",
      () => describeModel(model([conv2d(3, 3)], [dense(784)])),
      ShapeError,
      "encoder.0: a conv2d layer got samples of shape [784], but needs images [height, width, channels].",
    ],
    [
      "a pool larger than the image",
      () => describeModel(model([maxPool2d(5)], [dense(4)], [4, 4, 1])),
      ShapeError,
      "encoder.0: a maxPool2d layer got samples of shape [4, 4, 1], but needs images of at least 5 pixels each way",
    ],
    [
      "a shape that the values do not fill",
      () => describeModel(model([dense(3)], [dense(784), reshape([28, 27, 1])])),
      ShapeError,
      "decoder.1: a reshape layer got samples of shape [784], but needs samples that fill [28, 27, 1]; these have 784 values.",
    ],
    [
      "a decoder that does not return",
      () => describeModel(model([dense(3)], [dense(783)])),
      ShapeError,
      "The decoder ends with shape [783], but must return to the input's, [784].",
    ],
    [
      "sampling outside a variational model",
      () => describeModel(model([sampling(2), dense(3)], [dense(784)])),
      ArgumentError,
      "encoder.0: a sampling layer draws the code of a variational autoencoder: it must be the encoder's last layer.",
    ],
    [
      "sampling in a classifier",
      () => describeClassifier({ input: 4, layers: [sampling(2), dense(2, { activation: "softmax" })] }),
      ArgumentError,
      "layers.0: a sampling layer is for variational autoencoders only.",
    ],
    [
      "a classifier without softmax",
      () => describeClassifier({ input: 4, layers: [dense(2)] }),
      ArgumentError,
      "layers.0: a classifier ends with a probability for each class.",
    ],
    [
      "a penalty on a classifier's probabilities",
      () =>
        describeClassifier({
          input: 4,
          layers: [dense(2, { activation: "softmax", activityRegularizer: { l1: 0.1 } })],
        }),
      ArgumentError,
      "layers.0: the last layer of a classifier cannot have an activityRegularizer. Give it to a layer before.",
    ],
    [
      "an unknown field of the model",
      () => describeModel({ ...model([dense(3)], [dense(784)]), optimiser: 1 } as never),
      ArgumentError,
      'A model has no field "optimiser"; it has input, encoder, decoder, loss, metrics, optimizer, seed, preparation, threshold.',
    ],
    [
      "an unknown metric",
      () => describeModel({ ...model([dense(3)], [dense(784)]), metrics: ["auc"] } as never),
      ArgumentError,
      'Unknown metric "auc"; known: mse, mae, bce, kl, accuracy.',
    ],
    [
      "accuracy of an autoencoder",
      () => describeModel({ ...model([dense(3)], [dense(784)]), metrics: ["accuracy"] }),
      ArgumentError,
      'The metric "accuracy" counts right labels',
    ],
    [
      "nothing to train",
      () => describeModel(model([flatten()], [reshape([784])])),
      ArgumentError,
      "The model has no weights to train",
    ],
    [
      "images of odd sides",
      () => PRESETS.convolutional([30, 30]),
      ShapeError,
      "both sides must be multiples of 8, or both 4 more than one, as 28 is; got 30 × 30.",
    ],
    ["values that are no image", () => PRESETS.denoising(785), ShapeError, "got samples of 785 values."],
  ])("%s", (_, work, type, message) => {
    const error = refusal(work);
    expect(error).toBeInstanceOf(type);
    expect(error.message).toContain(message);
  });
});

describe("a model", () => {
  it("is its own JSON, defaults filled in", () => {
    const json =
      '{"input":[4,4,1],"encoder":[{"type":"conv2d","filters":2,"kernelSize":3},{"type":"flatten"}],"decoder":[{"type":"dense","units":16,"activation":"sigmoid"}],"optimizer":{"type":"adam"}}';
    const description = describeModel(JSON.parse(json));
    expect(description.encoder[0]).toEqual(conv2d(2, 3));
    expect(description.optimizer).toMatchObject({ type: "adam", learningRate: 0.001, beta2: 0.999 });
    expect(describeModel(JSON.parse(JSON.stringify(description)))).toEqual(description);
  });

  it("warns of cross-entropy without a sigmoid, whatever only moves values about after it", () => {
    const warnings = (encoder: Layer[], decoder: Layer[]) =>
      modelWarnings(describeModel({ input: [4, 4, 1], encoder, decoder, optimizer: adam() }));
    const sigmoid = (units: number) => dense(units, { activation: "sigmoid" });
    const linear = [expect.stringContaining("the last activation is linear: values outside 0…1 are clipped")];
    expect(warnings([flatten(), dense(3)], [sigmoid(16)])).toEqual([]);
    expect(warnings([flatten(), dense(3)], [sigmoid(16), reshape([4, 4, 1])])).toEqual([]);
    expect(warnings([flatten(), dense(3)], [sigmoid(4), reshape([2, 2, 1]), upSampling2d(2), flatten()])).toEqual([]);
    expect(warnings([flatten(), sigmoid(16)], [reshape([4, 4, 1])])).toEqual([]);
    expect(warnings([flatten(), dense(3)], [sigmoid(16), dense(16), reshape([4, 4, 1])])).toEqual(linear);
    expect(warnings([flatten(), sigmoid(16), sampling(16)], [reshape([4, 4, 1])])).toEqual(linear);
  });

  it("has Keras's summary", () => {
    const layers = [conv2d(8, 3), maxPool2d(), flatten(), dense(10, { activation: "softmax" })];
    const network = classifierNetwork(describeClassifier({ input: [28, 28, 1], layers }));
    const text = summarize(network, "classifier");
    for (const part of [
      "(Conv2D)",
      "(MaxPooling2D)",
      "(Flatten)",
      "(None, 13, 13, 8)",
      "13,530",
      'Model: "classifier"',
    ]) {
      expect(text).toContain(part);
    }
    // 3·3·1·8 + 8, and 13·13·8·10 + 10.
    expect(text).toContain("Total params: 13,610");
  });
});
