import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../src/errors.js";
import { importModel } from "../../src/exchange/exchange.js";
import { savedModelIn } from "../../src/exchange/own-file.js";
import type { ExportedFile, SavedModel } from "../../src/exchange/saved-model.js";
import { tfjs } from "../../src/exchange/tfjs/tfjs.js";
import { dense } from "../../src/layers/dense.js";
import { sampling } from "../../src/layers/sampling.js";
import { describe as describeModel } from "../../src/model/description.js";
import { anyModel, PRESET_MODELS } from "./arbitrary-models.js";
import { expectNear, float32Bound, reference, samplesFor } from "./reference.js";
import { expectSameModel } from "./same-model.js";
import { savedModel } from "./saved-models.js";

const read = (files: readonly ExportedFile[]) => tfjs.read?.(files) ?? Promise.reject();
const small = savedModel(
  describeModel({ input: 4, encoder: [dense(2, { activation: "leakyRelu" })], decoder: [dense(4)], seed: 9 }),
  1,
);

/** The files with their JSON changed. */
async function changed(model: SavedModel, change: (json: Record<string, unknown>) => unknown): Promise<ExportedFile[]> {
  const files = await tfjs.write(model, "autoencoder");
  return files.map((file) => {
    if (file.name !== "model.json") return file;
    const json = change(JSON.parse(new TextDecoder().decode(file.bytes)));
    return { ...file, bytes: new TextEncoder().encode(JSON.stringify(json)) };
  });
}

/** As another tool would write it: without our description. */
const foreign = (model: SavedModel) => changed(model, ({ userDefinedMetadata: _, ...json }) => json);

describe("what is written", () => {
  test.each(PRESET_MODELS)("%s comes back to the bit", async (_, model) => {
    expectSameModel(await read(await tfjs.write(model, "autoencoder")), model);
  });

  test("any model comes back to the bit", async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        const files = await tfjs.write(model, "autoencoder");
        expectSameModel(await read(files), model);
        expectSameModel(savedModelIn(await importModel(files)), model);
      }),
      { numRuns: 100 },
    );
  });

  test("any model but a variational one comes back from its layers alone, and computes the same", async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        fc.pre(model.description.encoder.every(({ type }) => type !== "sampling"));
        const back = await read(await foreign(model));
        const samples = samplesFor(model, 2);
        const [one, other] = [reference(back, samples), reference(model, samples)];
        const bound = float32Bound(model, samples);
        expectNear(one.y, other.y, bound.y, "y");
        expectNear(one.code, other.code, bound.code, "code");
      }),
      { numRuns: 100 },
    );
  });

  test("is JSON of Keras 2, with a name and a shape for each weight", async () => {
    const model = savedModel(describeModel({ input: 4, encoder: [dense(3), sampling(2)], decoder: [dense(4)] }), 1);
    const [json, weights] = await tfjs.write(model, "autoencoder");
    const { format, modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(json?.bytes));
    expect(format).toBe("layers-model");
    const [input, encoder] = modelTopology.config.layers;
    expect(input.config).toMatchObject({ batch_input_shape: [null, 4], dtype: "float32" });
    expect(encoder.config.output_layers).toEqual([
      ["encoder_1_z_mean", 0, 0],
      ["encoder_1_z_log_var", 0, 0],
    ]);
    expect(weightsManifest).toEqual([
      {
        paths: ["group1-shard1of1.bin"],
        weights: [
          { name: "encoder_0/kernel", shape: [4, 3], dtype: "float32" },
          { name: "encoder_0/bias", shape: [3], dtype: "float32" },
          { name: "encoder_1_z_mean/kernel", shape: [3, 2], dtype: "float32" },
          { name: "encoder_1_z_mean/bias", shape: [2], dtype: "float32" },
          { name: "encoder_1_z_log_var/kernel", shape: [3, 2], dtype: "float32" },
          { name: "encoder_1_z_log_var/bias", shape: [2], dtype: "float32" },
          { name: "decoder_0/kernel", shape: [2, 4], dtype: "float32" },
          { name: "decoder_0/bias", shape: [4], dtype: "float32" },
        ],
      },
    ]);
    expect(weights?.bytes.length).toBe(4 * (15 + 8 + 8 + 12));
  });

  test("layers that were changed count more than the description beside them", async () => {
    const files = await changed(small, (json) =>
      JSON.parse(
        JSON.stringify(json).replace('"class_name":"LeakyReLU"', '"class_name":"ReLU"').replace(',"alpha":0.2', ""),
      ),
    );
    const { description } = await read(files);
    expect(description.encoder).toEqual([dense(2, { activation: "relu" })]);
    expect(description.seed).toBe(1);
  });
});

describe("what cannot be read", () => {
  type Manifest = [{ paths: string[]; weights: Record<string, unknown>[] }];
  const manifest = (change: (group: Manifest[0]) => unknown) => (json: Record<string, unknown>) => ({
    ...json,
    weightsManifest: [change((json.weightsManifest as Manifest)[0])],
  });
  const first = (fields: Record<string, unknown>) =>
    manifest(({ paths, weights: [weight, ...more] }) => ({ paths, weights: [{ ...weight, ...fields }, ...more] }));
  test.each<readonly [string, (json: Record<string, unknown>) => unknown, string]>([
    ["a graph model", ({ format }) => ({ format, modelTopology: { node: [] } }), "Graph models cannot be read"],
    ["a weight too large", first({ shape: [4000, 2] }), "end before"],
    ["a shape that is none", first({ shape: [-4, -2] }), "of shape"],
    ["quantized weights", first({ quantization: { dtype: "uint8" } }), "only float32 can be kept exactly"],
    ["another type", first({ dtype: "int32" }), 'of "int32"'],
    [
      "a weight less",
      manifest(({ paths, weights }) => ({ paths, weights: weights.slice(1) })),
      "bytes of weights too many",
    ],
    ["another name", first({ name: "a/kernel" }), 'has no weight "encoder_0/kernel"'],
    ["a file twice", manifest(({ paths, weights }) => ({ paths: [...paths, ...paths], weights })), "twice"],
    [
      "a file that is not there",
      manifest(({ weights }) => ({ paths: ["b.bin"], weights })),
      '"b.bin", which was not given',
    ],
    ["a manifest that is none", (json) => ({ ...json, weightsManifest: [3] }), "without paths and weights"],
    [
      "a layer that is not known",
      (json) => JSON.parse(JSON.stringify(json).replaceAll('"LeakyReLU"', '"BatchNormalization"')),
      "BatchNormalization",
    ],
    ["a custom object", (json) => JSON.parse(JSON.stringify(json).replaceAll('"LeakyReLU"', '"Lambda"')), "Lambda"],
  ])("%s", async (_, change, message) => {
    const files = await changed(small, change);
    await expect(read(files)).rejects.toThrow(message);
    await expect(read(files)).rejects.toThrow(FormatError);
  });

  test("a half, and weights without their JSON", async () => {
    await expect(read(await tfjs.write(small, "decoder"))).rejects.toThrow('has the "decoder" of a model alone');
    const [, weights] = await tfjs.write(small, "autoencoder");
    await expect(read(weights ? [weights] : [])).rejects.toThrow("no model.json");
  });
});
