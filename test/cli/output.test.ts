import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openOutput } from "../../src/cli/output.js";
import { temporaryFolder } from "./run-cli.js";

test("writes text and bytes, and replaces the files of an earlier run", async () => {
  const path = join(await temporaryFolder(), "runs", "one");
  const folder = await openOutput(path);
  expect(await readdir(path)).toEqual([]); // the probe is gone
  await folder.write({ "a.txt": "first", "b.bin": new Uint8Array([1, 2]) });
  await folder.write({ "a.txt": "second" });
  expect((await readdir(path)).sort()).toEqual(["a.txt", "b.bin"]);
  expect(await readFile(join(path, "a.txt"), "utf8")).toBe("second");
  expect([...(await readFile(join(path, "b.bin")))]).toEqual([1, 2]);
});

test("when one file cannot be written, the old ones stay as they were and nothing half-written is left", async () => {
  const path = await temporaryFolder();
  await writeFile(join(path, "a.txt"), "old");
  const folder = await openOutput(path);
  await expect(folder.write({ "a.txt": "new", "no/such/folder.txt": "x" })).rejects.toThrow("ENOENT");
  expect(await readFile(join(path, "a.txt"), "utf8")).toBe("old");
  expect(await readdir(path)).toEqual(["a.txt"]);
});

test("an unused folder goes away with those made above it, and only with those", async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, "mine"));
  await (await openOutput(join(root, "mine", "runs", "one"))).discardIfEmpty();
  expect(await readdir(join(root, "mine"))).toEqual([]);
  await (await openOutput(join(root, "mine"))).discardIfEmpty();
  expect(await readdir(root)).toEqual(["mine"]);
});

test("a folder with something in it stays", async () => {
  const root = await temporaryFolder();
  const folder = await openOutput(join(root, "runs", "one"));
  await folder.write({ "a.txt": "kept" });
  await folder.discardIfEmpty();
  expect(await readdir(join(root, "runs", "one"))).toEqual(["a.txt"]);
});

test("a place that cannot be written to is told with the remedy", async () => {
  const root = await temporaryFolder();
  await writeFile(join(root, "file"), "");
  await expect(openOutput(join(root, "file"))).rejects.toThrow(
    /Nothing can be written to the output folder .*--out\.$/,
  );
});
