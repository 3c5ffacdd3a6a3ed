/** What models are imported and exported from: whatever else files are read from. */
import { expect, test } from "vitest";
import { savedModelIn } from "../../src/exchange/own-file.js";
import { exportModel, importModel } from "../../src/formats.js";
import { ArgumentError, DataError, dense, FormatError } from "../../src/index.js";
import { expectSameModel } from "./same-model.js";
import { savedBytes } from "./saved-models.js";

const bytes = new Uint8Array(savedBytes({ input: 6, encoder: [dense(2)], decoder: [dense(6)] }, 1, true));
const model = savedModelIn(bytes);
const [keras] = await exportModel(bytes, "keras");
const file = new Uint8Array(keras?.bytes ?? []);

test.each([
  ["bytes", file],
  ["an ArrayBuffer", file.buffer],
  ["a DataView", new DataView(file.buffer)],
  ["a Blob", new Blob([file])],
  ["a File", new File([file], "model.keras")],
  ["the answer of a server", new Response(file)],
  ["a name with its bytes", { name: "model.keras", bytes: file }],
  ["a name with a Blob", { name: "model.keras", bytes: new Blob([file]) }],
  ["a list of one File", [new File([file], "model.keras")]],
])("a model comes from %s", async (_, given) => {
  expectSameModel(savedModelIn(await importModel(given)), model);
});

test("files are told by their names: those of Files, of what was named, or the name given", async () => {
  const written = await exportModel(new Blob([bytes]), "tfjs");
  const files = written.map(({ name, bytes: of }) => new File([new Uint8Array(of)], name));
  const { training: _, ...untrained } = model;
  expectSameModel(savedModelIn(await importModel(files)), untrained);
  const [onnx] = await exportModel(bytes.buffer, "onnx");
  expectSameModel(
    savedModelIn(await importModel(new Response(new Uint8Array(onnx?.bytes ?? [])), "m.onnx")),
    untrained,
  );
  await expect(importModel(new File(["no"], "m.onnx"))).rejects.toThrow("m.onnx");
});

test("a file of ours is given back as it is, once it is known to be sound", async () => {
  expect(await importModel(bytes)).toBe(bytes);
  const cut = bytes.subarray(0, -4);
  await expect(importModel(new File([cut], "mine.safetensors"))).rejects.toThrow(FormatError);
  await expect(importModel([{ name: "mine.safetensors", bytes }, new File([file], "m.keras")])).rejects.toThrow(
    "mine.safetensors is a whole model; there are 2 files: give one.",
  );
});

test("what has no bytes is refused, and so is what a server does not have", async () => {
  for (const given of [undefined, "model.keras", 3, {}, { name: "model.keras" }, [{ bytes: "model.keras" }]]) {
    await expect(importModel(given as never), JSON.stringify(given)).rejects.toThrow(ArgumentError);
    await expect(exportModel(given as never, "keras"), JSON.stringify(given)).rejects.toThrow(ArgumentError);
  }
  await expect(importModel(new Response(null, { status: 404 }), "m.keras")).rejects.toThrow(DataError);
});
