import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newOutput, openOutput } from "../../src/cli/output.js";
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

test("takes away what its files take the place of, once they are there", async () => {
  const path = await temporaryFolder();
  const folder = await openOutput(path);
  await folder.write({ "a.txt": "old", "b.txt": "old", "c.txt": "mine" });
  await folder.write({ "a.txt": "new" }, ["a.txt", "b.txt", "never.txt"]);
  expect((await readdir(path)).sort()).toEqual(["a.txt", "c.txt"]);
  expect(await readFile(join(path, "a.txt"), "utf8")).toBe("new");
});

test("runs that begin in one second have folders of their own", async () => {
  const runs = join(await temporaryFolder(), "runs");
  const folders = await Promise.all([1, 2, 3].map(() => newOutput("deep", runs)));
  expect(new Set(folders.map(({ path }) => path)).size).toBe(3);
  for (const { path } of folders) expect(path).toMatch(/runs\/deep-\d{8}-\d{6}(-\d)?$/);
  expect(await readdir(runs)).toHaveLength(3);
  for (const folder of folders) await folder.discardIfEmpty();
  expect(await readdir(runs)).toEqual([]);
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

test.runIf(process.platform === "linux").each(["/proc/none/run", "/dev/null", "/dev/null/run"])(
  "%s is no place for a run, which is said at once",
  async (path) => {
    await expect(openOutput(path)).rejects.toThrow(/^Nothing can be written to the output folder/);
    await expect(newOutput("run", path)).rejects.toThrow(/^Nothing can be written to the output folder/);
  },
);

test("a place that cannot be written to is told with the remedy", async () => {
  const root = await temporaryFolder();
  await writeFile(join(root, "file"), "");
  await expect(openOutput(join(root, "file"))).rejects.toThrow(
    /Nothing can be written to the output folder .*--out\.$/,
  );
});
