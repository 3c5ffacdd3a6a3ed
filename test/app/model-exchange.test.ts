/** What the page saves for other programs, and what it opens: what of it needs no page. */
import { unzipSync, zipSync } from "fflate";
import { expect, test } from "vitest";
import { CUSTOM, NOTEBOOK } from "../../src/app/state/draft.js";
import { checkModel, descriptionOf } from "../../src/app/state/model-check.js";
import { draftOfModel } from "../../src/app/state/model-draft.js";
import { holdModel } from "../../src/app/state/model-files.js";
import { modelAmong } from "../../src/app/state/model-names.js";
import { readSettings } from "../../src/app/state/settings.js";
import { exported, imported } from "../../src/app/take-home/model-exchange.js";
import { encodeSafetensors } from "../../src/formats/safetensors.js";
import { storedZip } from "../../src/formats/zip-writer.js";
import { exportModel, MODEL_FORMATS, PARTS } from "../../src/formats.js";
import { adam, conv2d, dense, describeFile, FormatError, flatten, reshape } from "../../src/index.js";
import { savedBytes } from "../exchange/saved-models.js";

const MODEL = {
  input: 6,
  encoder: [dense(2, { activation: "relu" })],
  decoder: [dense(6)],
  optimizer: adam(),
  seed: 7,
};
const own = savedBytes(MODEL as Parameters<typeof savedBytes>[0], 1, true);
const given = (name: string, content: Blob | Uint8Array) => ({
  file: new File([content instanceof Blob ? content : new Uint8Array(content)], name),
  path: name,
});

test("every format, and every part, is one file to keep", async () => {
  for (const format of MODEL_FORMATS) {
    for (const part of PARTS) {
      const { name, content } = await exported(own, format, part);
      const isOne = format === "keras" || format === "onnx";
      expect(name).toBe(isOne ? `${part}.${format}` : `${part}-${format}.zip`);
      const bytes = new Uint8Array(await content.arrayBuffer());
      if (!isOne) expect(Object.keys(unzipSync(bytes))).toContain(format === "tfjs" ? "model.json" : "model.py");
    }
  }
});

test("what another program saved is opened, with the settings that it was made by", async () => {
  const { content } = await exported(own, "keras", "autoencoder");
  const { description, progress } = describeFile(await imported([given("autoencoder.keras", content)]));
  expect(progress?.iterations).toBe(1234);
  const draft = draftOfModel(description, { ...NOTEBOOK, epochs: "3" }, [6]);
  expect(draft).toMatchObject({ model: CUSTOM, input: "row", optimizer: "adam", seed: "7", epochs: "3" });
  // The settings make the model that was opened: its training can go on.
  const { options } = checkModel(draft, [6]);
  const checked = readSettings(draft);
  if (!options || !("settings" in checked)) throw new Error("they are not valid");
  const { encoder, decoder, loss } = descriptionOf(options, checked.settings, undefined);
  expect({ encoder, decoder, loss }).toEqual({
    encoder: MODEL.encoder,
    decoder: MODEL.decoder,
    loss: "binaryCrossentropy",
  });
});

test("data that was chosen as a model is told from a model that is damaged", async () => {
  await expect(imported([given("pumps.csv", new Blob(["a,b\n1,2\n"]))])).rejects.toThrow(
    /^pumps\.csv is no model that can be read; what can be read is .*\. Data to train on is chosen under Data\.$/,
  );
  await expect(imported([given("model.onnx", new Blob(["none"]))])).rejects.not.toThrow(/Data/);
});

test("halves in a file each, images, and files of ours", async () => {
  const images = {
    input: [4, 4, 1],
    encoder: [conv2d(2, 3, { padding: "same" as const }), flatten(), dense(3)],
    decoder: [dense(16), reshape([4, 4, 1])],
  };
  const bytes = savedBytes(images);
  const halves = await Promise.all(
    (["encoder", "decoder"] as const).map(async (part) => {
      const { name, content } = await exported(bytes, "keras", part);
      return given(name, content);
    }),
  );
  const { description } = describeFile(await imported(halves));
  expect(draftOfModel(description, NOTEBOOK, [4, 4, 1])).toMatchObject({ model: CUSTOM, input: "image" });
  expect(await imported([given("model.safetensors", bytes)])).toEqual(bytes);
  await expect(imported([given("model.onnx", new Uint8Array(9))])).rejects.toThrow(FormatError);
});

test("what the page saved as an archive is opened as it is", async () => {
  for (const format of MODEL_FORMATS) {
    const { name, content } = await exported(own, format, "autoencoder");
    const { description } = describeFile(await imported([given(name, content)]));
    expect([name, description]).toEqual([name, describeFile(own).description]);
  }
  const { content } = await exported(own, "keras", "autoencoder");
  expect(describeFile(await imported([given("renamed.zip", content)])).progress?.iterations).toBe(1234);
  const table = storedZip([{ name: "table.csv", bytes: Uint8Array.of(49) }]);
  await expect(imported([given("table.zip", table)])).rejects.toThrow(
    "table.zip holds no model that can be read. Take out of it",
  );
  await expect(imported([given("cut.zip", table.subarray(0, 40))])).rejects.toThrow(FormatError);
  // Three entries, each of which is allowed: 48 MiB of zeros, in some 150 kB.
  const zeros = zipSync(
    Object.fromEntries(["a", "b", "c"].map((part) => [`${part}.bin`, new Uint8Array(48 * 2 ** 20)])),
  );
  await expect(imported([given("zeros.zip", zeros)])).rejects.toThrow(
    /^zeros\.zip unpacks to 150994944 bytes; at most/,
  );
  const pickled = storedZip([{ name: "archive/data.pkl", bytes: Uint8Array.of(128) }]);
  await expect(imported([given("model.pt", pickled)])).rejects.toThrow(/^model\.pt is what pickle wrote/);
});

test("models are told from data by their names, and safetensors by what they hold", async () => {
  const named = (...names: string[]) => names.map((name) => given(name, new Uint8Array()));
  expect(await holdModel(named("a.keras"))).toBe(true);
  expect(await holdModel(named("weights.bin", "model.JSON"))).toBe(true);
  expect(await holdModel(named("model.zip"))).toBe(true);
  expect(modelAmong(["group1-shard1of1.bin", "all.zip", "model.json"])).toBe("model.json");
  expect(await holdModel(named("a.csv", "b.npz", "c.png", "d.parquet", "e-idx3-ubyte.gz"))).toBe(false);

  const holds = (bytes: Uint8Array) => holdModel([given("file.safetensors", bytes)]);
  expect(await holds(own)).toBe(true);
  for (const { name, bytes } of await exportModel(own, "pytorch"))
    if (name.endsWith(".safetensors")) expect(await holds(bytes), name).toBe(true);
  const two = { shape: [2], data: new Float32Array(2) };
  // A state that PyTorch wrote by itself; what is wrong with it is said where models are opened.
  expect(await holds(encodeSafetensors({ "0.weight": two, "0.bias": two }))).toBe(true);
  expect(await holds(encodeSafetensors({ x_train: two, y_train: two }))).toBe(false);
  expect(await holds(encodeSafetensors({ height: two, weight: two }, { written: "by hand" }))).toBe(false);
  // What is damaged, or none at all, goes where most of these files belong.
  for (const bytes of [own.subarray(0, 40), own.subarray(0, 5), new Uint8Array(0), new Uint8Array(16).fill(255)])
    expect(await holds(bytes)).toBe(true);
});
