/** What the tuner finds out is kept from run to run, in both runtimes. */
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { connect, type Page } from "puppeteer-core";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { runOnPage } from "../../src/cli/browser.js";
import type { JobEvent } from "../../src/cli/job.js";
import { servePage } from "../../src/cli/server.js";
import type { TrainSpec } from "../../src/cli/train-job.js";
import { TuningFile, tuningPath } from "../../src/cli/tuning-file.js";
import { sendable } from "../../src/cli/wire.js";
import { datasetOf, LEVELS, PRESETS, type TunedLevel } from "../../src/index.js";
import { levelIn } from "../../src/plan/tuned-level.js";
import { VERSION } from "../../src/version.js";
import { missingForDawn, NO_CHOICE } from "./dawn-here.js";
import { idxImages, MAIN, startCli, temporaryFolder } from "./run-cli.js";

const content = async (path: string) => JSON.parse(await readFile(path, "utf8"));

describe("TuningFile", () => {
  test("gives back what was set, in this run and in the next", async () => {
    const path = join(await temporaryFolder(), "deep", "down", "tuning.json");
    const file = new TuningFile(path);
    expect([file.getItem("a"), file.content()]).toEqual([null, {}]);
    file.setItem("a", "tiled");
    file.setItem("b", "fused");
    file.setItem("a", "fused");
    for (const reader of [file, new TuningFile(path)]) {
      expect([reader.getItem("a"), reader.getItem("b"), reader.getItem("c")]).toEqual(["fused", "fused", null]);
      expect(reader.content()).toEqual({ b: "fused", a: "fused" });
    }
    expect(await readdir(dirname(path))).toEqual(["tuning.json"]);
  });

  test("keeps what another run has set meanwhile", async () => {
    const path = join(await temporaryFolder(), "tuning.json");
    const [one, other] = [new TuningFile(path), new TuningFile(path)];
    one.setItem("a", "tiled");
    other.setItem("b", "fused");
    expect(await content(path)).toEqual({ a: "tiled", b: "fused" });
  });

  test.each(["", "{", "null", "[1]", '"text"', '{"a": 1, "b": {}}', "\0\0"])(
    "ignores %j, and replaces it",
    async (bad) => {
      const path = join(await temporaryFolder(), "tuning.json");
      await writeFile(path, bad);
      const file = new TuningFile(path);
      expect(file.content()).toEqual({});
      file.setItem("c", "fused");
      expect(await content(path)).toEqual({ c: "fused" });
    },
  );

  test("drops the oldest of too many", async () => {
    const path = join(await temporaryFolder(), "tuning.json");
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key ${index}`, "tiled"]));
    await writeFile(path, JSON.stringify(many));
    const file = new TuningFile(path);
    file.setItem("key 5", "fused"); // known already: nothing goes, and it is the newest now
    file.setItem("new", "fused");
    const keys = Object.keys(await content(path));
    expect([keys.length, keys[0], ...keys.slice(-2)]).toEqual([500, "key 1", "key 5", "new"]);
  });

  test("remembers for as long as it lives where nothing can be written, and leaves nothing behind", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "cache"), "a file where a folder should be");
    await mkdir(join(folder, "tuning.json"));
    for (const path of [join(folder, "cache", "tuning.json"), join(folder, "tuning.json")]) {
      const file = new TuningFile(path);
      file.setItem("a", "fused");
      expect(file.getItem("a")).toBe("fused");
    }
    expect((await readdir(folder)).sort()).toEqual(["cache", "tuning.json"]);
  });
});

test("the file's place is the user's cache", () => {
  expect(tuningPath({ XDG_CACHE_HOME: "/var/cache/me" })).toBe("/var/cache/me/isthmus/tuning.json");
  const own = join(homedir(), ".cache", "isthmus", "tuning.json");
  expect([tuningPath({}), tuningPath({ XDG_CACHE_HOME: "not/absolute" })]).toEqual([own, own]);
  const homeless = () => {
    throw new Error("no such user");
  };
  expect(tuningPath({}, homeless)).toBeUndefined();
});

/** The software adapter, as it has to be here, calling itself hardware: only then is there anything to measure. */
const PRETENDED = { vendor: "pretended", architecture: "hardware", device: "", description: "" };

/** The only choice of a model in the file, beside what was found out of single operations: its key, and the level that was kept. */
async function onlyChoice(path: string): Promise<[key: string, level: unknown]> {
  const found = Object.entries(await content(path));
  const [choice, ...others] = found.filter(([key]) => !key.startsWith("isthmus kernel pretended/hardware/"));
  expect([choice?.[0], others]).toEqual([expect.stringMatching(/^isthmus level pretended\/hardware\/.* × 4$/), []]);
  const { version, level } = JSON.parse(choice?.[1] as string);
  // With the version of the library whose kernels were measured.
  expect(version).toBe(VERSION);
  return [choice?.[0] ?? "", level];
}

/** All variants are compiled for it and measured: with others at work on the machine, that takes minutes. */
const MEASURING = 400_000;

const train = datasetOf(idxImages(8, 4, 4).slice(16), [16]);
const spec: TrainSpec = {
  model: PRESETS.notebook(16),
  epochs: 1,
  initialEpoch: 0,
  batchSize: 4,
  shuffle: false,
  samples: 1,
};

describe("in Chrome", () => {
  /** Trains in the built page, in a browser profile that has never seen it; returns the level that it took. */
  async function trainedLevel(tuning: TuningFile): Promise<unknown> {
    const browser = await connect({ browserWSEndpoint: inject("browser"), protocolTimeout: 0 });
    onTestFinished(() => browser.disconnect());
    const context = await browser.createBrowserContext();
    const server = await servePage(pathToFileURL(`${dirname(MAIN)}/page/`), new Map([["train", train.data]]));
    const page: Page = await context.newPage();
    try {
      await page.evaluateOnNewDocument((info) => {
        Object.defineProperty(GPUAdapter.prototype, "info", { get: () => info });
      }, PRETENDED);
      await page.goto(server.url);
      const events: JobEvent[] = [];
      const job = { kind: "train" as const, spec, data: sendable({ train }).refs };
      await runOnPage(page, { job, tuning, emit: (event) => events.push(event) }, server);
      const begun = events.find((event) => event.type === "begin");
      return begun?.tuned ?? begun?.level;
    } finally {
      await context.close();
      await server.close();
    }
  }

  test(
    "a choice is measured once, kept, and taken by the next run",
    async () => {
      const path = join(await temporaryFolder(), "tuning.json");
      const level = await trainedLevel(new TuningFile(path));
      const [key, kept] = await onlyChoice(path);
      expect(LEVELS).toContain(levelIn(level as TunedLevel));
      expect(kept).toEqual(level);

      const other = { level: "tiled-32", operations: {} };
      await writeFile(path, JSON.stringify({ [key]: JSON.stringify({ version: VERSION, level: other, steps: {} }) }));
      expect(await trainedLevel(new TuningFile(path))).toEqual(other);
      expect(await onlyChoice(path)).toEqual([key, other]);
    },
    MEASURING,
  );
});

describe.skipIf((await missingForDawn()).length > 0)("in Node", () => {
  /** A copy of the built command line beside a Dawn that calls its adapter hardware. */
  async function pretendingCli(folder: string): Promise<string> {
    const modules = join(folder, "node_modules");
    await mkdir(join(modules, "webgpu"), { recursive: true });
    await cp(dirname(MAIN), join(folder, "cli"), { recursive: true });
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(modules, "webgpu", "package.json"), '{ "type": "module", "main": "index.js" }');
    const { resolve } = createRequire(import.meta.url);
    await symlink(dirname(resolve("commander")), join(modules, "commander"), "junction");
    const dawn = `
      import { create as createDawn } from ${JSON.stringify(pathToFileURL(resolve("webgpu")).href)};
      const bound = (target, name) => typeof target[name] === "function" ? target[name].bind(target) : target[name];
      const pretending = (adapter) =>
        adapter && new Proxy(adapter, { get: (target, name) => (name === "info" ? ${JSON.stringify(PRETENDED)} : bound(target, name)) });
      export function create(flags) {
        const gpu = createDawn(flags);
        return { requestAdapter: async (options) => pretending(await gpu.requestAdapter(options)) };
      }`;
    await writeFile(join(modules, "webgpu", "index.js"), dawn);
    return join(folder, "cli", "main.js");
  }

  // That a kept choice is taken is tested in Chrome: the tuner has the same object for both.
  test(
    "a choice is measured and kept in the user's home",
    async () => {
      const folder = await temporaryFolder();
      const main = await pretendingCli(folder);
      await writeFile(join(folder, "images"), idxImages(8, 4, 4));
      const args = "train --data images --epochs 1 --batch-size 4 --software --json --runtime node --out one".split(
        " ",
      );
      const env = { ...NO_CHOICE, HOME: folder, XDG_CACHE_HOME: "" };
      const { code, stdout, stderr } = await startCli(args, folder, env, main).ended;
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const lines = stdout.trim().split("\n");
      const begun = lines.map((line) => JSON.parse(line)).find(({ event }) => event === "begin");
      const [, kept] = await onlyChoice(join(folder, ".cache", "isthmus", "tuning.json"));
      expect(LEVELS).toContain(begun?.level);
      const { level, operations } = begun;
      expect(kept).toEqual(operations ? { level, operations } : level);
    },
    MEASURING,
  );
});
