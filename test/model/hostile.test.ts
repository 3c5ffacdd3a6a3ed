import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Autoencoder,
  Classifier,
  type DescriptionOptions,
  dense,
  describeModel,
  encodeSafetensors,
  FormatError,
  IsthmusError,
  LAYER_KINDS,
  parseJson,
  ShapeError,
} from "../../src/index.js";

const model = (json: string) => () => describeModel(parseJson(json) as DescriptionOptions);
const dense4 = '"encoder":[{"type":"dense","units":2}],"decoder":[{"type":"dense","units":4}]';
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("a model that a stranger describes", () => {
  test.each([
    [
      "a seed that is asked for its text",
      `{"input":4,${dense4},"seed":{"toString":1}}`,
      'seed must be .*; got {"toString":1}',
    ],
    [
      "units in lists in lists",
      `{"input":4,"encoder":[{"type":"dense","units":${nested(28)}}],"decoder":[]}`,
      "units must be",
    ],
    [
      "such ones as deep as the stack",
      `{"input":4,"encoder":[{"type":"dense","units":${nested(1e5)}}]}`,
      "nested too deeply",
    ],
    ["a field twice", `{"input":4,"input":5,${dense4}}`, "twice"],
    [
      "strides beyond 32 bits",
      '{"input":[28,28,1],"encoder":[{"type":"conv2d","filters":1,"kernelSize":3,"strides":9007199254740991}],"decoder":[]}',
      "encoder\\[0\\]: strides must be a positive integer below 2\\^31.*; got 9007199254740991",
    ],
    [
      "units beyond 32 bits",
      `{"input":4,"encoder":[{"type":"dense","units":2147483648}],"decoder":[]}`,
      "units must be",
    ],
    [
      "a kernel of more values than are counted",
      '{"input":2000000,"encoder":[{"type":"dense","units":2000000}],"decoder":[{"type":"dense","units":1}]}',
      "encoder\\.0: a dense layer .* makes \\[2000000, 2000000\\] of it, more values than a GPU counts",
    ],
    [
      "images of more pixels than are counted",
      '{"input":[1,1,1],"encoder":[{"type":"upSampling2d","size":100000}],"decoder":[{"type":"flatten"}]}',
      "encoder\\.0: .* more values than a GPU counts",
    ],
    ["an input of as many", `{"input":[100000,100000],${dense4}}`, "input must be the shape of one sample"],
    ["an input of a million axes", `{"input":[${"1,".repeat(1e6)}1],${dense4}}`, "input must be .*; got .{61}\\.$"],
    [
      "ten thousand layers",
      `{"input":4,"encoder":[${'{"type":"flatten"},'.repeat(9999)}{"type":"flatten"}]}`,
      "at most 1000",
    ],
    ["a loss that is a list", `{"input":4,${dense4},"loss":[{"toString":1}]}`, "Unknown loss"],
    [
      "a preparation of no shape",
      `{"input":4,${dense4},"preparation":{"shape":[{"toString":1}]}}`,
      "preparation must be",
    ],
    ["metrics without texts", `{"input":4,${dense4},"metrics":[{"toString":1},null]}`, "Unknown metric"],
    ["an optimizer without a name", `{"input":4,${dense4},"optimizer":{"type":{"toString":1}}}`, "Unknown optimizer"],
    ["a threshold that is a text", `{"input":4,${dense4},"threshold":"high"}`, "threshold"],
  ])("with %s is refused by name, and by an error of ours", (_, json, message) => {
    let error: unknown;
    try {
      model(json)();
    } catch (thrown) {
      error = thrown;
    }
    expect(error instanceof IsthmusError || error instanceof SyntaxError).toBe(true);
    expect((error as Error).message).toMatch(new RegExp(message, "s"));
    expect((error as Error).message.length).toBeLessThan(600);
  });

  test("of any JSON is a model or an error of ours, and no prototype is touched", () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown>(-0, 1e300, 2 ** 31, 2 ** 53 - 1, { toString: 1 }, { valueOf: [] }, [[]], "__proto__"),
    );
    const layer = fc.record(
      {
        type: fc.oneof(fc.constantFrom(...Object.keys(LAYER_KINDS)), value),
        units: fc.oneof(fc.integer({ min: 1, max: 9 }), value),
        filters: fc.oneof(fc.integer({ min: 1, max: 9 }), value),
        kernelSize: fc.oneof(fc.constantFrom(1, 2, 3), value),
        strides: value,
        targetShape: fc.oneof(fc.array(value), value),
        activation: fc.oneof(fc.constantFrom("relu", "sigmoid"), value),
        activityRegularizer: value,
        rate: value,
        clip: value,
      },
      { requiredKeys: ["type"] },
    );
    const part = fc.oneof(fc.array(layer, { maxLength: 4 }), value);
    const description = fc.record(
      {
        input: fc.oneof(fc.constantFrom(4, [4], [4, 4, 1]), value),
        encoder: part,
        decoder: part,
        loss: value,
        metrics: value,
        optimizer: fc.oneof(fc.record({ type: value, learningRate: value }), value),
        seed: value,
        preparation: fc.oneof(fc.record({ shape: value }), value),
        threshold: fc.oneof(fc.record({ metric: value, value }), value),
        __proto__: value,
      },
      { requiredKeys: ["input"] },
    );
    fc.assert(
      fc.property(fc.oneof(description, value), (given) => {
        try {
          describeModel(given as never);
        } catch (error) {
          if (!(error instanceof IsthmusError)) throw error;
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 3000, seed: 11 },
    );
  });
});

describe("a model's file", () => {
  /** A file of a few bytes that describes a model of any size, with these tensors. */
  const file = (description: object, tensors = {}, progress?: object) =>
    encodeSafetensors(tensors, {
      isthmus: JSON.stringify(description),
      ...(progress && { "isthmus.progress": JSON.stringify(progress) }),
    });
  const large = { input: [20_000], encoder: [dense(20_000)], decoder: [dense(20_000)] };
  const progress = { epochs: 1, iterations: 1, learningRate: 1 };

  // Without a GPU: it is not even looked for one.
  test.each([
    ["no weights", file(large)],
    ["no weights, and progress", file(large, {}, progress)],
    ["weights of another shape", file(large, { "encoder.0.kernel": { shape: [1], data: new Float32Array(1) } })],
    ["weights that it lacks", file(large, { "encoder.7.kernel": { shape: [1], data: new Float32Array(1) } })],
  ])("that names a model of gigabytes and holds %s is refused before anything is made", async (_, bytes) => {
    await expect(Autoencoder.load(bytes)).rejects.toThrow(ShapeError);
  });

  test("of a classifier is, too", async () => {
    const layers = [dense(20_000), dense(10, { activation: "softmax" })];
    await expect(Classifier.load(file({ input: [20_000], layers }))).rejects.toThrow(ShapeError);
  });

  test("whose description has a field twice, or is nested without end, is refused", async () => {
    const bytes = (json: string) => encodeSafetensors({}, { isthmus: json });
    await expect(Autoencoder.load(bytes('{"input":4,"input":5}'))).rejects.toThrow(FormatError);
    await expect(Autoencoder.load(bytes('{"input":'.repeat(100_000)))).rejects.toThrow("nested too deeply");
  });

  test("with a hundred thousand tensors of no values is refused in no time", async () => {
    const nothing = { shape: [0], data: new Float32Array() };
    const tensors = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`slot.m.${index}`, nothing]));
    const small = { input: [4], encoder: [dense(2)], decoder: [dense(4)] };
    await expect(Autoencoder.load(file(small, tensors, progress))).rejects.toThrow(ShapeError);
  });
});
