import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/errors.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { dense } from "../../src/layers/dense.js";
import { flatten } from "../../src/layers/flatten.js";
import type { Layer } from "../../src/layers/layers.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { reshape } from "../../src/layers/reshape.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { type DescriptionOptions, describe as describeModel } from "../../src/model/description.js";

/** Every remedy that an error names is followed, and works. */

type Model = Pick<DescriptionOptions, "encoder" | "decoder"> & { readonly input: readonly number[] };

function refusal(model: Model): string {
  try {
    describeModel(model);
  } catch (error) {
    expect(error).toBeInstanceOf(ShapeError);
    return (error as Error).message;
  }
  throw new Error("The model was taken.");
}

const same = { padding: "same" } as const;
const pool = maxPool2d(2, same);

function at(layers: readonly Layer[], index: number, fields: object): Layer[] {
  return layers.map((layer, place) => (place === index ? ({ ...layer, ...fields } as Layer) : layer));
}

/** The models that one gets by following each of the remedies in a message. */
function followed(model: Model, message: string): Model[] {
  const [, filters] = /Give its last layer filters: (\d+)\./.exec(message) ?? [];
  const last = model.decoder.length - 1;
  const decoder = filters ? at(model.decoder, last, { filters: Number(filters) }) : [...model.decoder];
  const models: Model[] = [];
  for (const [, height, width] of message.matchAll(/(?:pad the images|crop them) to (\d+) × (\d+)/g)) {
    models.push({ ...model, decoder, input: [Number(height), Number(width), ...model.input.slice(2)] });
  }
  for (const [, index] of message.matchAll(/use padding: "valid" in decoder\.(\d+)/g)) {
    models.push({ ...model, decoder: at(decoder, Number(index), { padding: "valid" }) });
  }
  for (const [, index, size] of message.matchAll(/give decoder\.(\d+) kernelSize: (\[.*?\]) and padding: "valid"/g)) {
    const fields = { kernelSize: JSON.parse(size ?? ""), padding: "valid" };
    models.push({ ...model, decoder: at(decoder, Number(index), fields) });
  }
  for (const [, units] of message.matchAll(/add flatten\(\) and dense\((\d+)\) behind it/g)) {
    models.push({ ...model, decoder: [...decoder, flatten(), dense(Number(units))] });
  }
  for (const [, channels] of message.matchAll(/Add conv2d\((\d+), 3, \{ padding: "same" \}\) behind it/g)) {
    models.push({ ...model, decoder: [...decoder, conv2d(Number(channels), 3, same)] });
  }
  for (const [, values] of message.matchAll(/Give its last layer (\d+) values\./g)) {
    models.push({ ...model, decoder: at(decoder, last, { units: Number(values) }) });
  }
  if (filters && models.length === 0) models.push({ ...model, decoder });
  return models;
}

const CASES: [what: string, model: Model, message: string, remedies: number][] = [
  [
    "a side that does not halve evenly",
    {
      input: [23, 23, 1],
      encoder: [conv2d(2, 3, same), pool],
      decoder: [upSampling2d(2), conv2d(1, 3, { ...same, activation: "sigmoid" })],
    },
    "The decoder ends with shape [24, 24, 1], but must return to the input's, [23, 23, 1]. 23 does not halve evenly " +
      "(23 → 12 → 24): pad the images to 24 × 24, crop them to 22 × 22, or give decoder.1 kernelSize: [2, 2] and padding: " +
      '"valid".',
    3,
  ],
  [
    "the Keras blog's model without its one valid padding",
    {
      input: [28, 28, 1],
      encoder: [conv2d(16, 3, same), pool, conv2d(8, 3, same), pool, conv2d(8, 3, same), pool],
      decoder: [
        ...[conv2d(8, 3, same), upSampling2d(2), conv2d(8, 3, same), upSampling2d(2), conv2d(16, 3, same)],
        ...[upSampling2d(2), conv2d(1, 3, same)],
      ],
    },
    '(28 → 14 → 7 → 4 → 8 → 16 → 32): pad the images to 32 × 32, crop them to 24 × 24, or use padding: "valid" in decoder.4.',
    3,
  ],
  [
    "one side of two",
    {
      input: [8, 9, 1],
      encoder: [conv2d(2, 3, { ...same, strides: 2 })],
      decoder: [conv2dTranspose(1, 3, { ...same, strides: 2 })],
    },
    "9 does not halve evenly (9 → 5 → 10): pad the images to 8 × 10, or crop them to 8 × 8.",
    2,
  ],
  [
    "channels",
    { input: [8, 8, 3], encoder: [conv2d(2, 3, same)], decoder: [conv2d(1, 3, same)] },
    "must return to the input's, [8, 8, 3]. Give its last layer filters: 3.",
    1,
  ],
  [
    "channels and sides",
    { input: [7, 7, 3], encoder: [pool], decoder: [upSampling2d(2), conv2d(1, 3, same)] },
    "Give its last layer filters: 3. 7 does not halve evenly (7 → 4 → 8)",
    3,
  ],
  [
    "channels where no convolution ends",
    { input: [8, 8, 1], encoder: [conv2d(2, 3, same), pool], decoder: [upSampling2d(2)] },
    'Add conv2d(1, 3, { padding: "same" }) behind it.',
    1,
  ],
  [
    "up-sampling of what was never pooled",
    { input: [8, 8, 1], encoder: [conv2d(2, 3, same)], decoder: [upSampling2d(2), conv2d(1, 1)] },
    "Let its layers undo the encoder's pools and strides, or add flatten() and dense(64) behind it.",
    1,
  ],
  [
    "pools that nothing undoes",
    { input: [8, 8, 1], encoder: [pool], decoder: [conv2d(1, 3, same)] },
    "Let its layers undo the encoder's pools and strides, or add flatten() and dense(64) behind it.",
    1,
  ],
  ["a dense layer", { input: [784], encoder: [dense(3)], decoder: [dense(783)] }, "Give its last layer 784 values.", 1],
  [
    "another layer's values",
    { input: [12], encoder: [dense(4)], decoder: [reshape([2, 2])] },
    "To come back, add flatten() and dense(12) behind it.",
    1,
  ],
];

describe("a decoder that does not return to the input", () => {
  it.each(CASES)("is told what to do: %s", (_, model, message, remedies) => {
    const refused = refusal(model);
    expect(refused).toContain(message);
    const models = followed(model, refused);
    expect(models).toHaveLength(remedies);
    for (const remedied of models) expect(() => describeModel(remedied)).not.toThrow();
  });
});
