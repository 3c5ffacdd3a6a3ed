/** Models from and for other frameworks, on the command line. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { savedModelIn } from "../../src/exchange/own-file.js";
import { exportModel, importModel } from "../../src/formats.js";
import { adam, decodeSafetensors, dense, encodeSafetensors } from "../../src/index.js";
import { comparable } from "../exchange/comparable.js";
import { savedBytes } from "../exchange/saved-models.js";
import { cliTest } from "./run-cli.js";

const options = { input: 4, encoder: [dense(2)], decoder: [dense(4)], optimizer: adam() };
const plain = savedBytes(options);
const trained = savedBytes(options, 1, true);
const read = async (path: string) => new Uint8Array(await readFile(path));
const model = async (path: string) => comparable(savedModelIn(await read(path)));

describe.concurrent("isthmus export and import", () => {
  cliTest("a model goes out and comes back", async ({ cwd, cli }) => {
    await writeFile(join(cwd, "model.safetensors"), trained);
    const out = await cli("export model.safetensors --to keras").ended;
    expect([out.code, out.stderr]).toEqual([0, ""]);
    expect(out.stdout).toMatch(
      /^Wrote autoencoder.keras: the autoencoder for Keras, 2 layers, 1,234 steps trained; .* kB\.\n$/,
    );
    expect(await read(join(cwd, "autoencoder.keras"))).toEqual((await exportModel(trained, "keras"))[0]?.bytes);
    const back = await cli("import autoencoder.keras").ended;
    expect([back.code, back.stderr]).toEqual([0, ""]);
    expect(back.stdout).toBe(
      "Read autoencoder.keras: 4 → 2 → 4, 2 layers, binaryCrossentropy, adam after 1,234 steps. Wrote autoencoder.safetensors.\n",
    );
    expect(await model(join(cwd, "autoencoder.safetensors"))).toEqual(comparable(savedModelIn(trained)));
    expect((await readdir(cwd)).sort()).toEqual(["autoencoder.keras", "autoencoder.safetensors", "model.safetensors"]);
  });

  cliTest("as events, a half of it, where it is told to", async ({ cwd, cli }) => {
    await mkdir(join(cwd, "run"));
    await writeFile(join(cwd, "run/model.safetensors"), plain);
    const out = await cli("export run --to keras --part encoder --out made/ --json").ended;
    expect(out.code).toBe(0);
    const bytes = (await exportModel(plain, "keras", { part: "encoder" }))[0]?.bytes;
    expect(JSON.parse(out.stdout)).toEqual({
      event: "done",
      format: "keras",
      part: "encoder",
      files: [{ name: "encoder.keras", bytes: bytes?.length }],
      out: join("made", "encoder.keras"),
    });
    expect(await read(join(cwd, "made/encoder.keras"))).toEqual(bytes);
    await cli("export run --to keras --out a.keras").ended;
    const back = await cli("import a.keras --out b.safetensors --json").ended;
    expect(JSON.parse(back.stdout)).toEqual({
      event: "done",
      input: [4],
      code: [2],
      layers: 2,
      loss: "binaryCrossentropy",
      optimizer: "adam",
      out: "b.safetensors",
    });
    expect(await model(join(cwd, "b.safetensors"))).toEqual(comparable(savedModelIn(plain)));
  });

  cliTest("a run's optimizer goes along where its checkpoint is of the model's weights", async ({ cwd, cli }) => {
    await writeFile(join(cwd, "model.safetensors"), plain);
    await writeFile(join(cwd, "checkpoint.safetensors"), trained);
    await cli("export . --to keras").ended;
    const kept = savedModelIn(await importModel(await read(join(cwd, "autoencoder.keras")), "a.keras"));
    expect(kept.training?.iterations).toBe(1234);
    const { tensors, metadata } = decodeSafetensors(trained);
    const bias = { shape: [2], data: Float32Array.of(7, 7) };
    await writeFile(
      join(cwd, "checkpoint.safetensors"),
      encodeSafetensors({ ...tensors, "encoder.0.bias": bias }, metadata),
    );
    await cli("export . --to keras --out autoencoder.keras").ended;
    const other = savedModelIn(await importModel(await read(join(cwd, "autoencoder.keras")), "a.keras"));
    expect(other.training).toBeUndefined();
    expect(comparable(other)).toEqual(comparable(savedModelIn(plain)));
  });

  cliTest("what is wrong is said, with exit code 2, and nothing is written", async ({ cwd, cli }) => {
    await writeFile(join(cwd, "model.safetensors"), plain);
    await writeFile(join(cwd, "text.keras"), "not a model");
    await writeFile(join(cwd, "text.safetensors"), "someone's own");
    const there = await readdir(cwd);
    for (const [line, message] of [
      ["export nothing --to keras", 'There is no model "nothing"'],
      ["export text.keras --to keras", "is no model but a text"],
      ["export model.safetensors --to word", "argument 'word' is invalid"],
      ["export model.safetensors", "required option '--to <format>' not specified"],
      ["export model.safetensors --to keras --part middle", "argument 'middle' is invalid"],
      ["export model.safetensors --to keras --out nowhere/a.keras", "cannot be written"],
      ["import nothing.keras", 'There is no file "nothing.keras". Give the path of a model (.keras, .h5, .onnx,'],
      ["import text.keras --out b.safetensors", "text.keras is damaged or cut short"],
      ["import text.keras", '"text.safetensors" is there already. Give --out, to write over it or elsewhere'],
      ["import model.safetensors", "would be written over"],
      ["import model.safetensors --out b.safetensors", "is a file of Isthmus's own: it needs no import"],
    ] as const) {
      const { code, stdout, stderr } = await cli(line).ended;
      expect([line, code, stdout]).toEqual([line, 2, ""]);
      expect(stderr).toContain(message);
    }
    expect(await readdir(cwd)).toEqual(there);
    const { code, stdout } = await cli("import text.keras --out b.safetensors --json").ended;
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ event: "error", name: "FormatError" });
  });
});
