import { describe, expect, test } from "vitest";
import { FormatError } from "../../src/errors.js";
import { decodeOnnx } from "../../src/exchange/onnx/decode.js";
import { savedModelIn } from "../../src/exchange/own-file.js";
import { exportModel, importModel, MODEL_FORMATS } from "../../src/formats.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { dense } from "../../src/layers/dense.js";
import { flatten } from "../../src/layers/flatten.js";
import { layerNormalization } from "../../src/layers/layer-normalization.js";
import { reshape } from "../../src/layers/reshape.js";
import type { DescriptionOptions } from "../../src/model/description.js";
import { comparable } from "./comparable.js";
import { savedBytes } from "./saved-models.js";

const last = dense(12, { activation: "sigmoid" });

/** Among rows and among pixels; with all of the weights that PyTorch can give it. */
const MODELS: Readonly<Record<string, DescriptionOptions>> = {
  rows: {
    input: 12,
    encoder: [layerNormalization(), dense(5, { activation: "relu" })],
    decoder: [
      layerNormalization({ epsilon: 1e-5, center: false }),
      dense(4),
      layerNormalization({ center: false, scale: false }),
      last,
    ],
  },
  images: {
    input: [2, 3, 2],
    encoder: [layerNormalization(), conv2d(3, 2, { padding: "same" }), layerNormalization({ epsilon: 1 }), flatten()],
    decoder: [last, reshape([2, 3, 2])],
  },
};
const WITHOUT_GAMMA: DescriptionOptions = {
  input: 12,
  encoder: [dense(5), layerNormalization({ scale: false })],
  decoder: [last],
};

const decoder = new TextDecoder();

describe("a model with layerNormalization", () => {
  test.each(MODEL_FORMATS.flatMap((format) => Object.keys(MODELS).map((name) => [format, name] as const)))(
    "comes back from %s, of %s, weights to the bit",
    async (format, name) => {
      const bytes = savedBytes(MODELS[name] as DescriptionOptions);
      const back = savedModelIn(await importModel(await exportModel(bytes, format)));
      expect(comparable(back)).toEqual(comparable(savedModelIn(bytes)));
    },
  );

  test.each(MODEL_FORMATS.filter((format) => format !== "pytorch"))(
    "comes back from %s without gamma",
    async (format) => {
      const bytes = savedBytes(WITHOUT_GAMMA);
      const back = savedModelIn(await importModel(await exportModel(bytes, format)));
      expect(comparable(back)).toEqual(comparable(savedModelIn(bytes)));
    },
  );

  test("is refused for PyTorch without gamma", async () => {
    const error = await exportModel(savedBytes(WITHOUT_GAMMA), "pytorch").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/encoder\.1 is a layerNormalization .* Give it both/),
    });
  });

  test("has its channels last in PyTorch, and in ONNX", async () => {
    const bytes = savedBytes(MODELS.images as DescriptionOptions);
    const python = (await exportModel(bytes, "pytorch")).find(({ name }) => name === "model.py");
    expect(decoder.decode(python?.bytes)).toMatch(
      /ChannelsLast\(\),\s+nn\.LayerNorm\(3, eps=1\),\s+ChannelsFirst\(\),/,
    );
    const [graph] = await exportModel(bytes, "onnx");
    const { nodes } = decodeOnnx(graph ?? { name: "", bytes: new Uint8Array() }, []).graph;
    expect(nodes.slice(0, 4).map(({ op }) => op)).toEqual(["LayerNormalization", "Transpose", "Conv", "Transpose"]);
  });

  /** As another program would have saved it: without our description, and with this axis. */
  async function foreign(options: DescriptionOptions, axis: unknown) {
    const files = await exportModel(savedBytes(options), "tfjs");
    return files.map(({ name, bytes }) => {
      if (name !== "model.json") return { name, bytes };
      const { userDefinedMetadata: _, ...model } = JSON.parse(decoder.decode(bytes), (key, value) =>
        key === "axis" ? axis : value,
      );
      return { name, bytes: new TextEncoder().encode(JSON.stringify(model)) };
    });
  }

  test.each([
    ["rows", [1]],
    ["rows", -1],
    ["images", [3]],
  ] as const)("is read from other programs' files of %s where its axis is %j, the last", async (name, axis) => {
    const options = MODELS[name] as DescriptionOptions;
    const { description, weights } = savedModelIn(await importModel(await foreign(options, axis)));
    const wanted = savedModelIn(savedBytes(options));
    expect([description.encoder, description.decoder]).toEqual([
      wanted.description.encoder,
      wanted.description.decoder,
    ]);
    expect(weights).toEqual(wanted.weights);
  });

  test.each([
    ["images", [1], /"encoder_0" normalizes axis 1 of 4; only the last can be kept/],
    ["images", [1, 2, 3], /has axis .*which cannot be kept/],
    ["rows", 0, /has axis 0, which cannot be kept/],
  ] as const)("is refused of %s where its axis is %j", async (name, axis, message) => {
    const files = await foreign(MODELS[name] as DescriptionOptions, axis);
    const error = await importModel(files).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
  });
});
