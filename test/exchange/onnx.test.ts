import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../src/errors.js";
import { importModel } from "../../src/exchange/exchange.js";
import { decodeOnnx } from "../../src/exchange/onnx/decode.js";
import { encodeOnnx } from "../../src/exchange/onnx/encode.js";
import { onnxModelOf } from "../../src/exchange/onnx/graph.js";
import { onnx } from "../../src/exchange/onnx/onnx.js";
import type { OnnxNode } from "../../src/exchange/onnx/schema.js";
import type { SavedModel } from "../../src/exchange/saved-model.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { dense } from "../../src/layers/dense.js";
import { flatten } from "../../src/layers/flatten.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { reshape } from "../../src/layers/reshape.js";
import { describe as describeModel } from "../../src/model/description.js";
import { anyModel, PRESET_MODELS } from "./arbitrary-models.js";
import { expectNear, expectSameOutputs, reference, samplesFor } from "./reference.js";
import { expectSameModel } from "./same-model.js";
import { savedModel } from "./saved-models.js";

const read = (bytes: Uint8Array, name = "model.onnx") => onnx.read?.([{ name, bytes }]) ?? Promise.reject();
const written = async (model: SavedModel) => (await onnx.write(model, "autoencoder"))[0]?.bytes ?? new Uint8Array();

/** The model's file, its nodes changed. */
function changed(model: SavedModel, change: (node: OnnxNode) => OnnxNode): Uint8Array {
  const made = onnxModelOf(model, "autoencoder");
  return encodeOnnx({ ...made, graph: { ...made.graph, nodes: made.graph.nodes.map(change) } });
}

/** The model's file without what only ours has: as another tool would write it. */
const foreign = (model: SavedModel) => encodeOnnx({ ...onnxModelOf(model, "autoencoder"), metadata: {} });

describe("what is written", () => {
  test.each(PRESET_MODELS)("%s comes back to the bit", async (_, model) => {
    expectSameModel(await read(await written(model)), model);
  });

  test("any model comes back to the bit", async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        expectSameModel(await read(await written(model)), model);
      }),
      { numRuns: 200 },
    );
  });

  test("any model comes back from its graph alone, and computes the same", async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        const back = await read(foreign(model)).catch((error: Error) => error);
        if (back instanceof Error) {
          // The graph of a model that does nothing before its code, or of which the code is all, has too few layers to be cut in two.
          expect(back.message).toMatch(/an autoencoder has at least two/);
          return;
        }
        const samples = samplesFor(model, 2);
        const { y } = reference(back, samples);
        const expected = reference(model, samples);
        // The cut may be elsewhere where one part has no nodes.
        expectSameOutputs(model, samples, { y, code: expected.code }, JSON.stringify(model.description));
      }),
      { numRuns: 200 },
    );
  });

  test("a graph that was changed counts more than the description beside it", async () => {
    const model = savedModel(
      describeModel({ input: 4, encoder: [dense(2, { activation: "relu" })], decoder: [dense(4)], seed: 5 }),
      1,
    );
    const bytes = changed(model, (node) => (node.op === "Relu" ? { ...node, op: "Tanh" } : node));
    const { description } = await read(bytes);
    expect(description.encoder).toEqual([dense(2, { activation: "tanh" })]);
    expect(description.seed).toBe(1);
  });

  test("a half says that it is one, and is not taken for a model", async () => {
    const model = savedModel(describeModel({ input: 4, encoder: [dense(2)], decoder: [dense(4)] }), 1);
    for (const part of ["encoder", "decoder"] as const) {
      const [file] = await onnx.write(model, part);
      await expect(read(file?.bytes ?? new Uint8Array())).rejects.toThrow(`has the "${part}" of a model alone`);
    }
  });

  test("has what a client needs to know: names, versions, shapes, the threshold", async () => {
    const threshold = { metric: "binaryCrossentropy", value: 0.5, quantile: 0.99 } as const;
    const preparation = {
      version: 1,
      kind: "array",
      shape: [4],
      scaling: { method: "range", low: -1, high: 3 },
      missing: { policy: "error" },
    } as const;
    const model = savedModel(
      describeModel({ input: 4, encoder: [dense(2)], decoder: [dense(4)], threshold, preparation }),
      1,
    );
    const { irVersion, opset, graph, metadata } = decodeOnnx({ name: "m.onnx", bytes: await written(model) }, []);
    expect([irVersion, opset]).toEqual([8, 17]);
    expect(graph.inputs.map(({ name, dims }) => [name, dims.map(({ length }) => length)])).toEqual([
      ["x", ["batch", 4]],
    ]);
    expect(graph.outputs.map(({ name, dims }) => [name, dims.map(({ length }) => length)])).toEqual([
      ["y", ["batch", 4]],
      ["code", ["batch", 2]],
      ["score", ["batch"]],
    ]);
    expect(JSON.parse(metadata.scaling ?? "")).toEqual(preparation.scaling);
    expect(JSON.parse(metadata.threshold ?? "")).toEqual(threshold);
  });
});

test("padding behind an image alone makes a kernel wider, its zeros before it", async () => {
  const coder = (kernelSize: number) =>
    describeModel({
      input: [5, 4, 2],
      encoder: [conv2d(3, kernelSize, { padding: "same", activation: "relu" })],
      decoder: [conv2d(2, 1)],
      loss: "meanSquaredError",
    });
  const model = savedModel(coder(3), 3);
  const bytes = changed(model, (node) => {
    const isFirst = node.name === "encoder.0/Conv";
    return isFirst ? { ...node, attributes: { ...node.attributes, pads: { ints: [0, 0, 2, 2] } } } : node;
  });
  // The same by a kernel of 5: "same" begins two pixels before, where its zeros are.
  const wide = savedModel(coder(5), 3);
  const kernel = new Float32Array(5 * 5 * 6);
  const given = model.weights["encoder.0.kernel"]?.data ?? new Float32Array();
  for (let row = 0; row < 3; row++) {
    kernel.set(given.subarray(row * 18, row * 18 + 18), ((row + 2) * 5 + 2) * 6);
  }
  const weights = { ...model.weights, "encoder.0.kernel": { shape: [5, 5, 2, 3], data: kernel } };
  const samples = samplesFor(model, 2);
  const back = await read(bytes);
  expect(back.description.encoder).toMatchObject([{ kernelSize: [4, 4], padding: "same" }]);
  expectNear(reference(back, samples).y, reference({ ...wide, weights }, samples).y, 1e-12, "y");
});

describe("what cannot be read", () => {
  const image = savedModel(
    describeModel({
      input: [8, 8, 2],
      encoder: [conv2d(3, 3, { activation: "relu" }), maxPool2d(2), flatten(), dense(4)],
      decoder: [dense(32), reshape([4, 4, 2]), conv2dTranspose(2, 3, { strides: 2, padding: "same" })],
      loss: "meanSquaredError",
    }),
    1,
  );
  const cases: readonly (readonly [string, (node: OnnxNode) => OnnxNode, string])[] = [
    [
      "an operator",
      (node) => (node.op === "Relu" ? { ...node, op: "BatchNormalization" } : node),
      "BatchNormalization",
    ],
    ["a domain", (node) => (node.op === "Relu" ? { ...node, domain: "com.evil" } : node), "Relu"],
    [
      "groups",
      (node) => (node.op === "Conv" ? { ...node, attributes: { ...node.attributes, group: { int: 2 } } } : node),
      "has groups",
    ],
    [
      "dilations",
      (node) =>
        node.op === "Conv" ? { ...node, attributes: { ...node.attributes, dilations: { ints: [2, 2] } } } : node,
      "is dilated",
    ],
    [
      "paddings",
      (node) =>
        node.op === "Conv" ? { ...node, attributes: { ...node.attributes, pads: { ints: [2, 2, 2, 2] } } } : node,
      "pads images of 8 × 8 by [2, 2, 2, 2]",
    ],
    [
      "weights",
      (node) => ({ ...node, inputs: node.inputs.map((name) => (name === "encoder.0.kernel" ? "?" : name)) }),
      "more than one place",
    ],
  ];
  test.each(cases)("is refused by name: %s", async (_, change, message) => {
    const made = changed(image, change);
    await expect(read(made)).rejects.toThrow(FormatError);
    await expect(read(made)).rejects.toThrow(message);
  });

  test("a slope that is not ours", async () => {
    const model = savedModel(
      describeModel({ input: 4, encoder: [dense(2, { activation: "leakyRelu" })], decoder: [dense(4)] }),
      1,
    );
    const bytes = changed(model, (node) => (node.op === "LeakyRelu" ? { ...node, attributes: {} } : node));
    await expect(read(bytes)).rejects.toThrow('has the node LeakyRelu "encoder.0/LeakyRelu", which has alpha 0.01');
  });

  test("weights that are not finite, and those that do not fit", async () => {
    const model = savedModel(describeModel({ input: 4, encoder: [dense(2)], decoder: [dense(4)] }), 1);
    const bad = { ...model.weights, "encoder.0.bias": { shape: [2], data: Float32Array.of(0, Number.NaN) } };
    const bytes = await written({ ...model, weights: bad });
    await expect(importModel(bytes, "model.onnx")).rejects.toThrow("model.onnx holds no autoencoder that can be read");
  });

  test("weights in a file of their own are found beside it, and asked for when it is not there", async () => {
    await expect(read(new Uint8Array([8, 8]))).rejects.toThrow("model.onnx is no ONNX model");
    await expect(onnx.read?.([])).rejects.toThrow("no .onnx file");
  });
});
