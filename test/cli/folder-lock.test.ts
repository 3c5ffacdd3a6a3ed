/** One run a folder: a lock that a dead process does not hold. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkFree, lockFolder } from "../../src/cli/folder-lock.js";
import { openOutput } from "../../src/cli/output.js";
import { temporaryFolder } from "./run-cli.js";

const LOCK = ".isthmus.lock";

/** What a lock in the folder says of its holder, with changes, is put there as another run's. */
async function leaveLock(folder: string, change: Record<string, unknown> = {}): Promise<void> {
  const lock = await lockFolder(folder);
  const holder = JSON.parse(await readFile(join(folder, LOCK), "utf8"));
  await lock.release();
  await writeFile(join(folder, LOCK), JSON.stringify({ ...holder, token: "another", ...change }));
}

function sleeper(): ChildProcess {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("of runs that begin together one has the folder, and the next when that has ended", async () => {
  const folder = await temporaryFolder();
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  const [first, ...more] = tries.flatMap((tried) => (tried.status === "fulfilled" ? [tried.value] : []));
  expect(more).toEqual([]);
  for (const tried of tries) {
    if (tried.status === "rejected")
      expect(String(tried.reason)).toMatch(/ArgumentError: The folder ".*" is another run's/);
  }
  await expect(checkFree(folder)).rejects.toThrow(`process ${process.pid} writes to it since 20`);
  await first?.release();
  await checkFree(folder);
  await (await lockFolder(folder)).release();
  expect(await readdir(folder)).toEqual([]);
});

describe("a lock holds nobody back", () => {
  const cases: [string, Record<string, unknown>][] = [
    ["of a process that is gone", { pid: 2 ** 22 + 1 }],
    ["of an earlier process of the same number", { began: "1" }],
    ["from before the machine was restarted", { boot: "another", pid: process.pid }],
    ["that says nothing of a process", { pid: "1" }],
    ["of no process", { pid: 0 }],
  ];
  test.each(cases)("%s", async (_, change) => {
    const folder = await temporaryFolder();
    await leaveLock(folder, change);
    await checkFree(folder);
    const lock = await lockFolder(folder);
    expect(await readdir(folder)).toEqual([LOCK]);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test("that is damaged, or no file at all", async () => {
    for (const make of [
      (path: string) => writeFile(path, ""),
      (path: string) => writeFile(path, "x".repeat(1_000_000)),
      (path: string) => writeFile(path, "null"),
      (path: string) => mkdir(path),
      (path: string) => symlink("/dev/zero", path),
    ]) {
      const folder = await temporaryFolder();
      await make(join(folder, LOCK));
      await (await lockFolder(folder)).release();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  test.runIf(process.platform === "linux")(
    "of a process that was killed, once its parent knows, and before",
    async () => {
      // The one that is killed is nobody's child here, and its parent never asks what became of it.
      const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
      const [text] = await once(parent.stdout, "data");
      const pid = Number(text);
      onTestFinished(() => {
        parent.kill("SIGKILL");
      });
      const stateOf = async () => (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\)\s/s, "").split(" ");
      const folder = await temporaryFolder();
      await leaveLock(folder, { pid, began: (await stateOf())[19] });
      await expect(lockFolder(folder)).rejects.toThrow(`process ${pid} writes to it`);
      process.kill(pid, "SIGKILL");
      await expect.poll(async () => (await stateOf())[0]).toBe("Z");
      await (await lockFolder(folder)).release();

      const child = sleeper();
      await once(child, "spawn");
      await leaveLock(folder, { pid: child.pid });
      child.kill("SIGKILL");
      await once(child, "close");
      await (await lockFolder(folder)).release();
    },
  );
});

test("of another machine nobody knows: it says what to do", async () => {
  const folder = await temporaryFolder();
  await leaveLock(folder, { host: "another" });
  await expect(lockFolder(folder)).rejects.toThrow(
    /process \d+ on another writes to it since .*\. Wait until that ends, or give another folder with --out\. If it is over, remove .*\.isthmus\.lock\.$/,
  );
});

test("a lock that is another's by now is not taken away", async () => {
  const folder = await temporaryFolder();
  const lock = await lockFolder(folder);
  await writeFile(join(folder, LOCK), "another's");
  await lock.release();
  expect(await readFile(join(folder, LOCK), "utf8")).toBe("another's");
});

test("a folder that can't be written is told with the remedy, one that another has without", async () => {
  const path = await temporaryFolder();
  const folder = await openOutput(path);
  const lock = await folder.lock();
  await expect(folder.lock()).rejects.toThrow(/^The folder ".*" is another run's/);
  await lock.release();
});
