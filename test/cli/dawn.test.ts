/**
 * The same jobs in Node, on Dawn. What can be tested depends on the machine: with Vulkan's loader and a Chrome, whose
 * SwiftShader is then used, training must work; without, the error must say what is missing.
 */
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findSwiftShader } from "../../src/cli/swiftshader.js";
import { decodeSafetensors } from "../../src/formats/safetensors.js";
import { missingForDawn, NO_CHOICE, PACKAGE } from "./dawn-here.js";
import { idxImages, MAIN, runCli, startCli, temporaryFolder } from "./run-cli.js";

const SLOW = 120_000;
const OUTPUTS = ["checkpoint.safetensors", "history.csv", "model.safetensors", "reconstructions.png", "report.html"];

const missing = await missingForDawn();
process.stderr.write(
  missing.length === 0
    ? "--runtime node: TESTED on Dawn with SwiftShader\n"
    : `--runtime node: NOT TESTED, only its error is: this machine has no ${missing.join(", no ")}\n`,
);

describe.skipIf(missing.length > 0)("isthmus --runtime node", () => {
  test(
    "trains as Chrome does: same seed, same weights",
    async () => {
      const cwd = await temporaryFolder();
      const args = "train --limit 600 --epochs 2 --software --json".split(" ");
      const dawn = await runCli([...args, "--runtime", "node", "--out", "node"], cwd, NO_CHOICE);
      expect({ code: dawn.code, stderr: dawn.stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(/GPU: .*\(software\).*Epoch 2\/2 - /s),
      });
      const events = dawn.stdout.trim().split("\n");
      expect(events.map((line) => JSON.parse(line).event)).toEqual(["adapter", "begin", "epoch", "epoch", "done"]);
      expect((await readdir(join(cwd, "node"))).sort()).toEqual(OUTPUTS);

      const chrome = await runCli([...args, "--runtime", "chrome", "--out", "chrome"], cwd);
      expect(chrome).toMatchObject({ code: 0, stderr: expect.stringContaining("Epoch 2/2") });
      const [here, there] = await Promise.all(["node", "chrome"].map((name) => weights(join(cwd, name))));
      // The two may carry different versions of SwiftShader and of the shader compiler.
      expect(distance(here, there)).toBeLessThanOrEqual(1e-6);
    },
    SLOW,
  );

  test(
    "Ctrl-C ends it at a step boundary with everything written",
    async () => {
      const cwd = await temporaryFolder();
      const args = "train --limit 1000 --epochs 10000 --out one --json --software --runtime node".split(" ");
      const running = startCli(args, cwd, NO_CHOICE);
      await running.says('"event":"epoch"');
      running.process.kill("SIGINT");
      const { code, stderr } = await running.ended;
      expect(stderr).toMatch(/Stopping at the next step.*Stopped after \d+ of 10,000 epochs/s);
      expect(code).toBe(130);
      expect((await readdir(join(cwd, "one"))).sort()).toEqual(OUTPUTS);
    },
    SLOW,
  );

  test(
    "a second Ctrl-C ends it at once, with nothing written",
    async () => {
      const cwd = await temporaryFolder();
      const args = "train --epochs 10000 --batch-size 60000 --out one --software --runtime node".split(" ");
      const running = startCli(args, cwd, NO_CHOICE);
      await running.says("Trains on");
      running.process.kill("SIGINT");
      await running.says("Stopping at the next step");
      running.process.kill("SIGINT");
      const { code, stderr } = await running.ended;
      expect(stderr).toContain("InterruptedError: Interrupted twice: ended at once, without the results.");
      expect({ code, left: await readdir(cwd) }).toEqual({ code: 130, left: [] });
    },
    SLOW,
  );

  test(
    "compare holds every buffer against its bound",
    async () => {
      const cwd = await temporaryFolder();
      await writeFile(join(cwd, "images"), idxImages(9, 4, 5));
      const args = "compare --data images --steps 2 --batch-size 6 --software --runtime node".split(" ");
      const { code, stdout } = await runCli(args, cwd, NO_CHOICE);
      expect(stdout).toMatch(/^PASS: /m);
      expect(code).toBe(0);
    },
    SLOW,
  );
});

describe.runIf(missing.length > 0 && process.platform === "linux")(
  "isthmus --runtime node on a machine without",
  () => {
    test("says what is missing", async () => {
      const cwd = await temporaryFolder();
      const { code, stderr } = await runCli("train --software --runtime node --out one".split(" "), cwd, NO_CHOICE);
      expect(stderr).toMatch(
        /DawnMissingError: .*npm install webgpu|GpuUnavailableError: Dawn (found|has) no software/,
      );
      expect({ code, left: await readdir(cwd) }).toEqual({ code: 1, left: [] });
    });
  },
);

describe("isthmus --runtime node that cannot run ends with code 1, the reason and a remedy, and leaves nothing behind", () => {
  test.runIf(!missing.includes(PACKAGE) && process.platform === "linux")("no driver", async () => {
    const cwd = await temporaryFolder();
    const images = join(await temporaryFolder(), "images");
    await writeFile(images, idxImages(3, 4, 4));
    const run = (...args: string[]) =>
      runCli(["train", "--data", images, "--runtime", "node", ...args], cwd, {
        VK_DRIVER_FILES: "nowhere.json",
        VK_ICD_FILENAMES: "nowhere.json",
      });
    const remedies =
      /through Vulkan \(.* allows only nowhere\.json\)\. It needs .*libvulkan\.so\.1 .*apt-get install libvulkan1.*SwiftShader.*vk_swiftshader_icd\.json in VK_ICD_FILENAMES\./;
    for (const [args, what] of [
      [[], "GPU"],
      [["--software"], "software adapter"],
    ] as const) {
      const { code, stderr } = await run(...args);
      expect(stderr).toContain(`GpuUnavailableError: Dawn found no ${what} through Vulkan`);
      expect(stderr).toMatch(remedies);
      expect(code).toBe(1);
    }
    expect(await readdir(cwd)).toEqual([]);
  });

  test("the package is not installed: and nothing of puppeteer is needed to say so", async () => {
    const folder = await temporaryFolder();
    const { code, stderr } = await runCli(...(await commandLineIn(folder)));
    expect(stderr).toContain(
      "DawnMissingError: --runtime node needs the npm package webgpu, which is not installed. Run `npm install webgpu`, " +
        "or leave out --runtime to run in Chrome.",
    );
    expect({ code, left: await readdir(join(folder, "cwd")) }).toEqual({ code: 1, left: ["images"] });
  });

  // Beside the command line, or in the folder that one works in: npx keeps the command line elsewhere.
  test.each(["", "cwd"])("the package does not load: from %o", async (where) => {
    const folder = await temporaryFolder();
    const command = await commandLineIn(folder);
    const webgpu = join(folder, where, "node_modules", "webgpu");
    await mkdir(webgpu, { recursive: true });
    await writeFile(join(webgpu, "package.json"), '{ "type": "module", "main": "index.js" }');
    await writeFile(join(webgpu, "index.js"), 'throw new Error("GLIBC_2.34 not found\\nand more");');
    const { code, stderr } = await runCli(...command);
    expect(stderr).toMatch(
      /DawnMissingError: The npm package webgpu does not load on this system \(\w+ \w+\): GLIBC_2\.34 not found\. It is built for .*Leave out --runtime/,
    );
    expect(code).toBe(1);
  });
});

describe("findSwiftShader", () => {
  const MANIFEST = "vk_swiftshader_icd.json";
  const place = async (...path: string[]) => {
    const folder = join(await temporaryFolder(), ...path);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, MANIFEST), "{}");
    return folder;
  };

  test("looks beside the chosen Chrome, then where Chromes are installed", async () => {
    const [chosen, installed, empty] = [await place(), await place(), await temporaryFolder()];
    const cache = { PUPPETEER_CACHE_DIR: empty };
    const env = { ...cache, PUPPETEER_EXECUTABLE_PATH: join(chosen, "chrome") };
    expect(await findSwiftShader(env, [installed])).toBe(join(chosen, MANIFEST));
    expect(await findSwiftShader(cache, [empty, installed])).toBe(join(installed, MANIFEST));
    expect(await findSwiftShader(cache, [empty])).toBeUndefined();
  });

  test("then in puppeteer's cache, the newest first", async () => {
    const cache = await temporaryFolder();
    for (const version of ["linux-99.0.1", "linux-131.0.2"]) {
      const folder = join(cache, "chrome", version, "chrome-linux64");
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, MANIFEST), "{}");
    }
    expect(await findSwiftShader({ PUPPETEER_CACHE_DIR: cache }, [])).toBe(
      join(cache, "chrome", "linux-131.0.2", "chrome-linux64", MANIFEST),
    );
  });
});

/** A copy of the built command line with only commander beside it, as arguments for `runCli`. */
async function commandLineIn(folder: string): Promise<Parameters<typeof runCli>> {
  const cwd = join(folder, "cwd");
  await mkdir(cwd);
  await mkdir(join(folder, "node_modules"), { recursive: true });
  await cp(dirname(MAIN), join(folder, "cli"), { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  const commander = dirname(createRequire(import.meta.url).resolve("commander"));
  await symlink(commander, join(folder, "node_modules", "commander"), "junction");
  await writeFile(join(cwd, "images"), idxImages(3, 4, 4));
  return [["train", "--data", "images", "--runtime", "node"], cwd, {}, join(folder, "cli", "main.js")];
}

async function weights(folder: string): Promise<number[]> {
  const { tensors } = decodeSafetensors(await readFile(join(folder, "model.safetensors")));
  return Object.values(tensors).flatMap(({ data }) => Array.from(data));
}

/** Of the first from the second, relative to the second's norm. */
function distance(a: readonly number[] = [], b: readonly number[] = []): number {
  const norm = (values: readonly number[]) => Math.hypot(...values);
  return norm(b.map((value, index) => value - (a[index] ?? Number.NaN))) / norm(b);
}
