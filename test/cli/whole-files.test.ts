/** A training's files on a disk of which every call fails in turn: after each fault the folder holds a whole state. */
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckpointFile, readCheckpoint } from "../../src/cli/checkpoint.js";
import { type OutputFolder, openOutput } from "../../src/cli/output.js";
import { tryWriting } from "../../src/cli/rescue.js";
import { TRAIN_FILES } from "../../src/cli/train-files.js";
import { recoverFolder, replaceFiles } from "../../src/cli/whole-files.js";
import { encodeSafetensors } from "../../src/index.js";
import { breakDisk } from "./faulty-disk.mjs";
import { temporaryFolder } from "./run-cli.js";
import { checkpointContent, RUN } from "./run-files.js";

const filesOf = (state: string) => Object.fromEntries(TRAIN_FILES.map((name) => [name, `${name} of ${state}`]));
const epochs = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...RUN.epochs[0],
    epoch: index + 1,
    metrics: {},
  })) as typeof RUN.epochs;

/** A model's file after so many epochs. */
function modelAfter(count: number): Uint8Array {
  const { tensors, metadata } = checkpointContent();
  const progress = JSON.stringify({ epochs: count, iterations: 7 * count, learningRate: 1 });
  return encodeSafetensors(tensors, { ...metadata, "isthmus.progress": progress });
}

/** What a training of two more epochs does to its folder; returns what went wrong, if anything did. */
async function goOn(path: string, said: string[] = []): Promise<unknown> {
  let folder: OutputFolder | undefined;
  try {
    folder = await openOutput(path);
    const lock = await folder.lock();
    try {
      const checkpoints = new CheckpointFile(folder, { ...RUN.options, epochs: 4 }, RUN.digest ?? "", [], (line) => {
        said.push(line);
      });
      for (const count of [3, 4]) await checkpoints.write(modelAfter(count), { epochs: epochs(count), seconds: count });
      const behind = await checkpoints.settle();
      return (await tryWriting(folder, filesOf("epoch 4"), TRAIN_FILES)) || behind;
    } finally {
      await lock.release();
    }
  } catch (error) {
    return error;
  }
}

async function folderAfterTwo(): Promise<string> {
  const path = await temporaryFolder();
  const folder = await openOutput(path);
  const options = { ...RUN.options, epochs: 2 };
  const checkpoints = new CheckpointFile(folder, options, RUN.digest ?? "", [], () => undefined);
  await checkpoints.write(modelAfter(2), { epochs: epochs(2), seconds: 2 });
  await folder.write(filesOf("epoch 2"));
  return path;
}

/** Whose files are there: all of them are of one state. */
async function stateIn(path: string): Promise<{ checkpoint: number; results: string }> {
  const results = await Promise.all(
    TRAIN_FILES.map(async (name) => (await readFile(join(path, name), "utf8")).replace(`${name} of `, "")),
  );
  expect(new Set(results).size).toBe(1);
  return { checkpoint: (await readCheckpoint(path)).epochs.length, results: results[0] ?? "" };
}

const leftIn = async (path: string) => (await readdir(path)).filter((name) => name.startsWith("."));

describe("every call that changes the disk fails in turn", () => {
  const faults = [
    { what: "once", times: 1, code: "EIO" },
    { what: "from then on", times: Infinity, code: "ENOSPC" },
  ];
  test.each(faults)("$what", async ({ times, code }) => {
    let tried = 0;
    for (let isDone = false; !isDone; tried++) {
      const path = await folderAfterTwo();
      const disk = breakDisk({ within: path, after: tried, times, code });
      const error = await goOn(path).finally(disk.mend);
      isDone = disk.calls <= tried;
      // A disk that fails for good amid a change can't be brought back to what it was: the folder keeps how, and says that it does.
      if ((await leftIn(path)).some((name) => name.endsWith(".undo"))) {
        expect(times).toBe(Infinity);
        await recoverFolder(path);
      }
      const state = await stateIn(path);
      expect(["epoch 2", "epoch 4"]).toContain(state.results);
      // What is promised is there, and what is not there was not promised.
      if (!error) expect(state).toEqual({ checkpoint: 4, results: "epoch 4" });
      // What a disk that failed for good has left is taken away by the next run, and nothing is lost by that.
      expect(await goOn(path)).toBeUndefined();
      expect(await stateIn(path)).toEqual({ checkpoint: 4, results: "epoch 4" });
      expect(await leftIn(path)).toEqual([]);
    }
    // Each checkpoint is five calls, and the results four a file and some: few of them would mean that most were not tried.
    expect(tried).toBeGreaterThan(50);
  });

  test("and what it had begun is undone by whoever takes the folder next", async () => {
    for (let after = 0, isDone = false; !isDone; after++) {
      const path = await folderAfterTwo();
      const disk = breakDisk({ within: path, after, code: "EIO" });
      const error = await replaceFiles(path, filesOf("epoch 4"), ["checkpoint.safetensors"])
        .then(
          () => undefined,
          (error: Error) => error,
        )
        .finally(disk.mend);
      isDone = disk.calls <= after;
      await recoverFolder(path);
      const names = await readdir(path);
      const isNew = (await readFile(join(path, "history.csv"), "utf8")).endsWith("4");
      expect(names).toHaveLength(isNew ? 4 : 5);
      for (const name of TRAIN_FILES) {
        expect(await readFile(join(path, name), "utf8")).toBe(`${name} of epoch ${isNew ? 4 : 2}`);
      }
      if (!error) expect(isNew).toBe(true);
    }
  });
});

test("a checkpoint that can't be written is said once, and when it could not for another reason", async () => {
  const path = await folderAfterTwo();
  const said: string[] = [];
  const disk = breakDisk({ within: path, after: 12 });
  expect(await goOn(path, said).finally(disk.mend)).toMatchObject({ code: "ENOSPC" });
  expect(said).toEqual([
    `checkpoint.safetensors could not be written to ${path}: the disk is full (ENOSPC). Training goes on; it is tried again.`,
  ]);
});

test("nothing is written through a link, and what others may do with a file stays", async () => {
  const path = await temporaryFolder();
  const elsewhere = await temporaryFolder();
  await writeFile(join(elsewhere, "mine"), "mine");
  await symlink(join(elsewhere, "mine"), join(path, "a.txt"));
  await symlink(join(elsewhere, "new"), join(path, "b.txt"));
  await writeFile(join(path, "c.txt"), "private", { mode: 0o600 });
  await replaceFiles(path, { "a.txt": "one", "b.txt": "two", "c.txt": "three" });
  await replaceFiles(path, { "b.txt": "two again" });
  expect(await readFile(join(elsewhere, "mine"), "utf8")).toBe("mine");
  expect(await readdir(elsewhere)).toEqual(["mine"]);
  const { lstat } = await import("node:fs/promises");
  expect((await lstat(join(path, "a.txt"))).isFile()).toBe(true);
  expect((await lstat(join(path, "c.txt"))).mode & 0o777).toBe(0o600);
});

test("what is swept is what runs leave, and no link of a stranger's folder leads out of it", async () => {
  const path = await temporaryFolder();
  const elsewhere = await temporaryFolder();
  await writeFile(join(elsewhere, "mine"), "mine");
  const hex = "0123456789abcdef";
  const swept = [`.isthmus-${hex}.tmp`, `.isthmus.lock.${hex}`, ".model.safetensors.4711.tmp", ".probe.1.tmp"];
  const kept = [".notes.4711.tmp", ".isthmus-0123.tmp", "a.tmp"];
  for (const name of [...swept, ...kept]) await writeFile(join(path, name), "");
  await symlink(elsewhere, join(path, ".isthmus-1111111111111111.tmp"));
  await symlink(elsewhere, join(path, ".isthmus-2222222222222222.undo"));
  await mkdir(join(path, ".isthmus-3333333333333333.undo"));
  await symlink(elsewhere, join(path, ".isthmus-3333333333333333.undo", "old"));
  await recoverFolder(path);
  expect((await readdir(path)).sort()).toEqual([...kept, ".isthmus-2222222222222222.undo"].sort());
  expect(await readdir(elsewhere)).toEqual(["mine"]);
});

test("a signal ends it, and all is as it was", async () => {
  const path = await folderAfterTwo();
  const controller = new AbortController();
  function* pieces() {
    yield "half";
    controller.abort(new Error("enough"));
    yield "whole";
  }
  const files = { "history.csv": pieces(), "report.html": "new" };
  await expect(replaceFiles(path, files, [], controller.signal)).rejects.toThrow("enough");
  expect(await stateIn(path)).toEqual({ checkpoint: 2, results: "epoch 2" });
  expect(await leftIn(path)).toEqual([]);
});
