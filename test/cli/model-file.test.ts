/** A threshold is written into a model's file as it was read, and into none that is another's by now. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockFolder } from "../../src/cli/folder-lock.js";
import { openModelFile, readModelFile } from "../../src/cli/model-file.js";
import { linearModel, modelBytes } from "./model-files.js";
import { temporaryFolder } from "./run-cli.js";

const threshold = { metric: "meanSquaredError", value: 0.5 } as const;

async function folderWithModel(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "model.safetensors"), modelBytes(linearModel(4, 2)));
  return folder;
}

test("a threshold is kept", async () => {
  const folder = await folderWithModel();
  await (await openModelFile(await readModelFile(folder))).keep(threshold);
  expect((await readModelFile(folder)).description.threshold).toEqual(threshold);
});

test("not in a model that a training has replaced meanwhile", async () => {
  const folder = await folderWithModel();
  const file = await openModelFile(await readModelFile(folder));
  const newer = modelBytes(linearModel(4, 3));
  await writeFile(join(folder, "model.safetensors"), newer);
  await expect(file.keep(threshold)).rejects.toThrow(/has changed since it was read: the threshold is not kept/);
  expect(new Uint8Array(await readFile(join(folder, "model.safetensors")))).toEqual(newer);
});

test("nor in the folder of a run that is not over", async () => {
  const folder = await folderWithModel();
  const lock = await lockFolder(folder);
  await expect(openModelFile(await readModelFile(folder))).rejects.toThrow(/is another run's/);
  await lock.release();
});
