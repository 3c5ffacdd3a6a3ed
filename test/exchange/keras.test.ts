import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { savedModelIn } from "../../src/exchange/own-file.js";
import { readHdf5 } from "../../src/formats/hdf5.js";
import { unzip, zipEntries } from "../../src/formats/zip.js";
import { storedZip } from "../../src/formats/zip-writer.js";
import { exportModel, importModel, PARTS, type Part } from "../../src/formats.js";
import {
  ArgumentError,
  adadelta,
  adam,
  dense,
  FormatError,
  gaussianNoise,
  reshape,
  sampling,
} from "../../src/index.js";
import type { DescriptionOptions } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import { anyDescription } from "./arbitrary-models.js";
import { comparable } from "./comparable.js";
import { computed } from "./float64-model.js";
import made from "./keras/made.json" with { type: "json" };
import { roundingBound } from "./rounding.js";
import { savedBytes } from "./saved-models.js";

const decoder = new TextDecoder();

async function exported(bytes: Uint8Array, part?: Part): Promise<Uint8Array> {
  const [file, ...more] = await exportModel(bytes, "keras", part ? { part } : {});
  expect(more).toEqual([]);
  expect(file?.name).toBe(`${part ?? "autoencoder"}.keras`);
  return file?.bytes ?? new Uint8Array();
}

const imported = async (bytes: Uint8Array, name = "m.keras") => savedModelIn(await importModel(bytes, name));

async function entriesOf(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const entries = zipEntries(bytes, "m.keras");
  return new Map(
    await Promise.all(entries.map(async (entry) => [entry.path, await unzip(bytes, entry, "m.keras")] as const)),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: a configuration to be changed at will
type Config = any;

/** The file with another configuration. */
async function reconfigured(bytes: Uint8Array, change: (config: Config) => void): Promise<Uint8Array> {
  const entries = await entriesOf(bytes);
  const config = JSON.parse(decoder.decode(entries.get("config.json")));
  change(config);
  entries.set("config.json", new TextEncoder().encode(JSON.stringify(config)));
  return storedZip([...entries].map(([name, content]) => ({ name, bytes: content })));
}

/** Made by test/exchange/keras/make.py. */
const fixture = (name: string) => new URL(`keras/${name}.gz`, import.meta.url);

const SMALL: DescriptionOptions = {
  input: 4,
  encoder: [dense(3, { activation: "relu" }), dense(2)],
  decoder: [dense(4, { activation: "sigmoid" })],
};

describe("a .keras file keeps all of a model", () => {
  test.each(Object.entries(PRESETS))("of the preset %s", async (_, preset) => {
    const bytes = savedBytes(preset(), 1, true);
    expect(comparable(await imported(await exported(bytes)))).toEqual(comparable(savedModelIn(bytes)));
  });

  test("of any layers, activations and optimizers, weights to the bit", async () => {
    await fc.assert(
      fc.asyncProperty(anyDescription, fc.boolean(), async (options, trained) => {
        const bytes = savedBytes(options, 1, trained);
        expect(comparable(await imported(await exported(bytes)))).toEqual(comparable(savedModelIn(bytes)));
      }),
      { numRuns: 200 },
    );
  });

  test("its preparation and its threshold", async () => {
    const scaling = { method: "range", low: -2, high: 3 } as const;
    const preparation = { version: 1, kind: "array", shape: [4], scaling, missing: { policy: "error" } } as const;
    const threshold = { metric: "meanSquaredError", value: 0.25, quantile: 0.99 } as const;
    const { description } = await imported(await exported(savedBytes({ ...SMALL, preparation, threshold, seed: 99 })));
    expect(description).toMatchObject({ preparation, threshold, seed: 99 });
  });

  test("the same model gives the same bytes", async () => {
    expect(await exported(savedBytes(SMALL))).toEqual(await exported(savedBytes(SMALL)));
  });
});

describe("exportModel", () => {
  test("takes a model that can be saved, with its optimizer's state", async () => {
    const bytes = savedBytes(SMALL, 1, true);
    const asked: unknown[] = [];
    const model = {
      save: async (options: { optimizer: true }) => {
        asked.push(options);
        return bytes;
      },
    };
    const [file] = await exportModel(model, "keras");
    expect(file?.bytes).toEqual(await exported(bytes));
    expect(asked).toEqual([{ optimizer: true }]);
  });

  test("refuses formats, parts and options that are not known, and bytes that are no model", async () => {
    const bytes = savedBytes(SMALL);
    await expect(exportModel(bytes, "toString" as "keras")).rejects.toThrow(ArgumentError);
    await expect(exportModel(bytes, "keras", { part: "middle" as Part })).rejects.toThrow("Unknown part");
    await expect(exportModel(bytes, "keras", { half: 1 } as object)).rejects.toThrow('no option "half"');
    await expect(exportModel(new Uint8Array(9), "keras")).rejects.toThrow(FormatError);
  });

  test.each(PARTS.slice(1))("writes the %s alone: its layers, without compile settings", async (part) => {
    const bytes = savedBytes({ ...SMALL, encoder: [dense(3), sampling(2)], optimizer: adam() }, 1, true);
    const entries = await entriesOf(await exported(bytes, part));
    const config = JSON.parse(decoder.decode(entries.get("config.json")));
    expect(config.config.name).toBe(part);
    expect(config.compile_config).toBeUndefined();
    const root = readHdf5(entries.get("model.weights.h5") ?? new Uint8Array(), "w");
    expect([...root.children.keys()]).toEqual(["layers"]);
  });
});

test("an encoder and a decoder in a file each are one autoencoder", async () => {
  await fc.assert(
    fc.asyncProperty(anyDescription, async (options) => {
      const bytes = savedBytes(options);
      const halves = [
        await exportModel(bytes, "keras", { part: "decoder" }),
        await exportModel(bytes, "keras", { part: "encoder" }),
      ];
      const { description, weights } = savedModelIn(await importModel(halves.flat()));
      const whole = savedModelIn(bytes);
      // What is compiled, the seed and the threshold are of the whole alone.
      const { optimizer, loss, metrics, seed } = description;
      const { threshold: _, ...ofWhole } = whole.description;
      const expected = {
        weights: whole.weights,
        description: { ...ofWhole, optimizer, loss, metrics, seed },
      };
      expect(comparable({ description, weights })).toEqual(comparable(expected));
    }),
    { numRuns: 50 },
  );
  const [encoder] = await exportModel(savedBytes(SMALL), "keras", { part: "encoder" });
  const [other] = await exportModel(savedBytes(PRESETS.notebook()), "keras", { part: "decoder" });
  await expect(importModel([encoder, other].filter((file) => file !== undefined))).rejects.toThrow(FormatError);
});

test("weights that are not where the layers are, are missed by name", async () => {
  // One list of all layers: their weights would be under other paths.
  const flat = await reconfigured(await exported(savedBytes(SMALL)), (config) => {
    const [input, encoder, second] = config.config.layers;
    config.config.layers = [input, ...encoder.config.layers.slice(1), ...second.config.layers.slice(1)];
  });
  await expect(importModel(flat, "m.keras")).rejects.toThrow(
    'The layer "encoder_0" of m.keras has 0 weights under layers/dense/vars; it needs 2.',
  );
});

test("all fixtures are there", () => {
  expect(readdirSync(new URL("keras/", import.meta.url)).filter((name) => name.endsWith(".gz"))).toHaveLength(8);
});

describe("files that Keras itself has made", () => {
  test.each(
    Object.entries(made).flatMap(([name, facts]) =>
      ["keras", "h5"]
        .filter((ending) => existsSync(fixture(`${name}.${ending}`)))
        .map((ending) => [`${name}.${ending}`, name, facts] as const),
    ),
  )("%s predicts what it does there", async (file, name, { samples, outputs }) => {
    const bytes = new Uint8Array(gunzipSync(readFileSync(fixture(file))));
    const model = await imported(bytes, file);
    const predicted = computed(model, Float32Array.from(samples), 4);
    const bound = roundingBound(model, 1);
    expect(bound).toBeLessThan(1e-4); // or this would see nothing
    expect(predicted.length).toBe(outputs.length);
    const off = Math.max(...predicted.map((value, index) => Math.abs(value - (outputs[index] ?? Number.NaN))));
    expect(off).toBeLessThanOrEqual(bound);
    const { description, training } = model;
    expect(training?.iterations).toBe(file.endsWith(".keras") ? 3 : undefined);
    expect(description.metrics).toEqual(["mse"]);
    const { encoder, optimizer, loss } = description;
    const layers = encoder.map(({ type }) => type);
    if (name === "halves") {
      expect([layers, optimizer.type, optimizer.learningRate]).toEqual([["dense", "dense"], "adam", 0.01]);
    } else if (name === "functional") {
      expect([layers, optimizer.type, loss]).toEqual([["dense", "dense"], "sgd", "meanSquaredError"]);
    } else if (name === "keras2") {
      expect(encoder).toEqual([dense(3, { activation: "relu" })]);
      expect([optimizer, loss]).toEqual([adadelta(), "binaryCrossentropy"]);
    } else if (name === "chain") {
      expect(encoder).toEqual([dense(3, { activation: "relu", activityRegularizer: { l1: 1e-4, l2: 0 } })]);
      expect([optimizer.type, optimizer.learningRate, loss]).toEqual(["adadelta", 1, "binaryCrossentropy"]);
    } else {
      // Cut behind the first of the narrowest layers.
      expect(layers).toEqual(["gaussianNoise", "conv2d", "maxPool2d", "dropout", "flatten", "dense"]);
      expect(optimizer).toMatchObject({ type: "rmsprop", momentum: 0.5 });
    }
  });
});

describe("importModel refuses, by name,", () => {
  const layer = (config: Config, index: number) => config.config.layers[1].config.layers[index + 1];
  test.each<[string, (config: Config) => void, string]>([
    ["a Lambda", (config) => Object.assign(layer(config, 0), { class_name: "Lambda" }), "is a Lambda, which is code"],
    [
      "a custom object",
      (config) => Object.assign(layer(config, 0), { registered_name: "Mine>Dense" }),
      'is a custom object, "Dense" of "Mine>Dense"',
    ],
    [
      "another module",
      (config) => Object.assign(layer(config, 0), { module: "os" }),
      'is a custom object, "Dense" of "os"',
    ],
    ["a layer", (config) => Object.assign(layer(config, 0), { class_name: "LSTM" }), "(LSTM) cannot be read here"],
    [
      "an activation",
      (config) => Object.assign(layer(config, 0).config, { activation: "gelu" }),
      'has the activation "gelu"',
    ],
    [
      "a function of someone's own",
      (config) =>
        Object.assign(layer(config, 0).config, {
          activation: { module: "mine", class_name: "function", config: "relu" },
        }),
      "has the activation",
    ],
    [
      "a regularizer",
      (config) => Object.assign(layer(config, 0).config, { kernel_regularizer: { class_name: "L2" } }),
      "has kernel_regularizer",
    ],
    ["a frozen layer", (config) => Object.assign(layer(config, 1).config, { trainable: false }), "is frozen"],
    [
      "another precision",
      (config) => Object.assign(layer(config, 1).config, { dtype: "mixed_float16" }),
      'has dtype "mixed_float16"',
    ],
    [
      "a field that is not known",
      (config) => Object.assign(layer(config, 1).config, { lora_rank: 4 }),
      "has lora_rank 4",
    ],
    [
      "units that are none",
      (config) => Object.assign(layer(config, 0).config, { units: -1 }),
      "units must be a positive integer",
    ],
    [
      "units of another number",
      (config) => Object.assign(layer(config, 0).config, { units: 5 }),
      'The weight "encoder.0.kernel" has shape [4, 3]',
    ],
    [
      "a loss",
      (config) => Object.assign(config.compile_config, { loss: "hinge" }),
      'The loss of m.keras, "hinge", is not known',
    ],
    [
      "an optimizer",
      (config) => Object.assign(config.compile_config.optimizer, { class_name: "Nadam" }),
      'The optimizer of m.keras, "Nadam", is not known',
    ],
    [
      "a schedule",
      (config) =>
        Object.assign(config.compile_config.optimizer.config, { learning_rate: { class_name: "ExponentialDecay" } }),
      "has learning_rate",
    ],
    [
      "a setting of the optimizer",
      (config) => Object.assign(config.compile_config.optimizer.config, { weight_decay: 0.01 }),
      "has weight_decay 0.01",
    ],
    [
      "a length that is not known",
      (config) => Object.assign(config.config.layers[0].config, { batch_shape: [null, null] }),
      "every length must be known",
    ],
    ["no layers", (config) => Object.assign(config.config, { layers: 3 }), "has no list of layers"],
    [
      "a model of its own class",
      (config) => Object.assign(config, { class_name: "MyModel" }),
      "describes no model but a MyModel",
    ],
  ])("%s", async (_, change, message) => {
    const bytes = await reconfigured(await exported(savedBytes(SMALL)), change);
    const refused = importModel(bytes, "m.keras");
    await expect(refused).rejects.toThrow(FormatError);
    await expect(refused).rejects.toThrow(message);
  });

  test("branches, shared layers and circles of a functional model", async () => {
    const bytes = await exported(savedBytes({ ...SMALL, encoder: [dense(3), sampling(2)] }));
    const refused = (change: (layers: Config[]) => void) =>
      reconfigured(bytes, (config) => change(config.config.layers[1].config.layers)).then((file) =>
        importModel(file, "m.keras"),
      );
    const named = (layers: Config[], name: string) => layers.find((one) => one.name === name);
    await expect(
      refused((layers) => Object.assign(named(layers, "encoder_1_zeros").config, { scale: 0.5 })),
    ).rejects.toThrow('The model "encoder" of m.keras branches behind "encoder_0"');
    await expect(
      refused((layers) =>
        Object.assign(named(layers, "encoder_1_z_mean").config, { kernel_constraint: { class_name: "NonNeg" } }),
      ),
    ).rejects.toThrow('The layer "encoder_1_z_mean" (Dense) has kernel_constraint');
    await expect(
      refused((layers) => named(layers, "encoder_0").inbound_nodes.push(named(layers, "encoder_0").inbound_nodes[0])),
    ).rejects.toThrow("is used 2 times; shared layers cannot be kept");
    await expect(
      refused((layers) => {
        const [node] = named(layers, "encoder_0").inbound_nodes;
        node.args[0].config.keras_history[0] = "encoder_0";
      }),
    ).rejects.toThrow("has an output that its input does not reach");
  });

  test("files of nothing that is known, and more than one of Keras", async () => {
    await expect(importModel(new Uint8Array(9), "m.bin")).rejects.toThrow(
      "m.bin is no model that can be read; what can be read is Keras",
    );
    await expect(importModel([], "m")).rejects.toThrow("An empty list of files is no model that can be read");
    const file = { name: "m.keras", bytes: await exported(savedBytes(SMALL)) };
    await expect(importModel([file, file])).rejects.toThrow("A model of Keras is one file; there are 2");
    await expect(importModel(new Uint8Array(99), "m.h5")).rejects.toThrow("m.h5 is damaged");
    await expect(importModel(storedZip([{ name: "a", bytes: new Uint8Array() }]), "m.keras")).rejects.toThrow(
      "m.keras has no config.json: it is no model that Keras 3 saved",
    );
  });

  test("halves that are no autoencoder", async () => {
    const half = await exported(savedBytes(SMALL), "encoder");
    await expect(importModel(half, "e.keras")).rejects.toThrow(
      /e.keras holds no autoencoder that can be read: The decoder ends with/,
    );
  });
});

test("noise that is clipped, and a reshaped code, are read as they were written", async () => {
  const options: DescriptionOptions = {
    input: [2, 3],
    encoder: [gaussianNoise(0.2, { clip: [-0.7, 1.9] }), reshape([6]), dense(4), gaussianNoise(0.1)],
    decoder: [dense(6), reshape([2, -1])],
  };
  const { description } = await imported(await exported(savedBytes(options)));
  expect(description.encoder).toEqual(options.encoder);
  expect(description.decoder).toEqual(options.decoder);
});
