import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { idxImages, MAIN, runCli, temporaryFolder } from "./run-cli.js";
import { checkpointBytes, RUN, writeCheckpoint } from "./run-files.js";

describe("arguments that make no sense end with code 2, the usage, and what is allowed", () => {
  const cases: [string[], RegExp][] = [
    [["paint"], /unknown command 'paint'.*The commands are train, predict, encode, decode, evaluate, detect, export/s],
    [["train", "--epoch", "3"], /unknown option '--epoch'.*Did you mean --epochs/s],
    [["train", "extra"], /too many arguments/],
    ...["0", "-1", "abc", "1.5", ""].map((epochs): [string[], RegExp] => [
      ["train", "--epochs", epochs],
      /--epochs <n>.* is invalid. It must be a whole number from 1/,
    ]),
    [["train", "--batch-size", "0"], /--batch-size <n>.* is invalid. It must be a whole number from 1/],
    ...["NaN", "0", "-1", "Infinity", "fast"].map((rate): [string[], RegExp] => [
      ["train", "--learning-rate", rate],
      /--learning-rate <x>.* is invalid. It must be a number above 0/,
    ]),
    [["train", "--loss", "hinge"], /--loss <name>.* is invalid. Allowed choices are bce, binary_crossentropy/],
    [["train", "--loss", "constructor"], /--loss <name>.* is invalid/],
    [["train", "--optimizer", "lion"], /--optimizer <name>.* is invalid. Allowed choices are adadelta/],
    [
      ["train", "--model", "huge"],
      /--model <name>.* is invalid. Allowed choices are notebook, sparse, deep.*or a file that ends in .json/,
    ],
    [["train", "--level", "fast"], /--level <level>.* is invalid. Allowed choices are auto, naive, tiled, fused/],
    [["train", "--seed", "-1"], /--seed <n>.* is invalid. It must be a whole number from 0/],
    [["train", "--limit", "0"], /--limit <n>.* is invalid. It must be a whole number from 1/],
    [["train", "--out", ""], /--out <folder>.* is invalid. It must not be empty/],
    [["compare", "--steps", "0"], /--steps <n>.* is invalid. It must be a whole number from 1/],
    [["train", "--runtime", "deno"], /--runtime <name>.* is invalid. Allowed choices are chrome, node/],
    [["plan", "--kind", "sing"], /--kind <kind>.* is invalid. Allowed choices are train, evaluate, predict/],
  ];
  test.each(cases)("%j", async (args, message) => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runCli(args, cwd);
    expect(stderr).toMatch(message);
    expect(stderr).toContain("Usage: isthmus");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(await readdir(cwd)).toEqual([]);
  });

  test("with --json the error is an event on stdout as well", async () => {
    const { code, stdout } = await runCli(["train", "--json", "--epochs", "0"], await temporaryFolder());
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      event: "error",
      name: "ArgumentError",
      message: "option '--epochs <n>' argument '0' is invalid. It must be a whole number from 1.",
    });
  });
});

describe("data that cannot be used ends with code 2, names the file, and leaves nothing behind", () => {
  const images = idxImages(3, 4, 4);
  const header = (...words: number[]) => {
    const bytes = new Uint8Array(4 * words.length);
    for (const [index, word] of words.entries()) new DataView(bytes.buffer).setUint32(4 * index, word);
    return bytes;
  };
  const cases: [string, Uint8Array, RegExp][] = [
    ["truncated", images.subarray(0, 40), /FormatError: images is cut short/],
    ["of another format", new TextEncoder().encode("PK\x03\x04 no digits"), /FormatError: images is a ZIP archive/],
    [
      "of no format",
      new TextEncoder().encode("no digits"),
      /DataError: images has a header \(no digits\) but no row of values/,
    ],
    ["empty file", new Uint8Array(), /FormatError: images is empty\. Download or copy it again/],
    [
      "labels",
      new Uint8Array([...header(0x0801, 3), 1, 2, 3]),
      /DataError: images holds a row of 3 values, as labels are; samples need at least two axes/,
    ],
    ["gzip cut short", gzipSync(images).subarray(0, 30), /FormatError: images/],
    ["2^31 rows", header(0x0803, 2 ** 31, 28, 28), /FormatError: images is cut short: its header promises 2147483648/],
    ["no images", header(0x0803, 0, 28, 28), /DataError: images is empty/],
  ];
  test.each(cases)("%s", async (_, bytes, message) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "images"), bytes);
    const { code, stdout, stderr } = await runCli(["train", "--data", "images", "--out", "runs/one"], cwd);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(await readdir(cwd)).toEqual(["images"]);
  });

  test("a missing file, and a folder", async () => {
    const cwd = await temporaryFolder();
    const missing = await runCli(["train", "--data", "nowhere"], cwd);
    expect(missing.stderr).toMatch(
      /DataError: There is no file "nowhere"\. Give the path of a file \(CSV, Parquet, NPY/,
    );
    const folder = await runCli(["compare", "--data", "."], cwd);
    expect(folder.stderr).toMatch(/DataError: \.: There are no pictures/);
    expect([missing.code, folder.code]).toEqual([2, 2]);
  });

  test("validation images of another size", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "train"), idxImages(3, 4, 4));
    await writeFile(join(cwd, "held-out"), idxImages(3, 4, 5));
    const { code, stderr } = await runCli(["train", "--data", "train", "--validation", "held-out"], cwd);
    expect(stderr).toMatch(/ShapeError: held-out has 20 values a sample, the training data had 16 \(4 × 4\)/);
    expect(code).toBe(2);
    expect((await readdir(cwd)).sort()).toEqual(["held-out", "train"]);
  });
});

test("an output folder that cannot be written is found before training, and is the user's to mend", async () => {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, "data"));
  await writeFile(join(cwd, "data", "images"), idxImages(3, 4, 4));
  const { code, stderr } = await runCli(["train", "--data", "data/images", "--out", "data/images/run"], cwd);
  expect(stderr).toMatch(/ArgumentError: Nothing can be written to the output folder "data\/images\/run"/);
  expect(code).toBe(2);
});

describe("what is not the user's mistake ends with code 1", () => {
  test("no Chrome", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "images"), idxImages(3, 4, 4));
    const env = { PUPPETEER_EXECUTABLE_PATH: "no-such-chrome" };
    const { code, stdout, stderr } = await runCli(["train", "--data", "images", "--json"], cwd, env);
    expect(stderr).toMatch(/ChromeMissingError: PUPPETEER_EXECUTABLE_PATH is "no-such-chrome"/);
    expect(JSON.parse(stdout)).toMatchObject({ event: "error", name: "ChromeMissingError" });
    expect(code).toBe(1);
    expect(await readdir(cwd)).toEqual(["images"]); // not even the folder for the results
  });

  test("a Chrome that does not start", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "images"), idxImages(3, 4, 4));
    const env = { PUPPETEER_EXECUTABLE_PATH: process.execPath };
    const { code, stderr } = await runCli(["train", "--data", "images"], cwd, env);
    expect(stderr).toMatch(/ChromeMissingError: Chrome at .* did not start: .*PUPPETEER_EXECUTABLE_PATH/s);
    expect(code).toBe(1);
  });
});

test("help and version are no mistakes", async () => {
  const cwd = await temporaryFolder();
  const help = await runCli(["--help"], cwd);
  expect(help.stdout).toMatch(/Usage: isthmus .*Examples:.*isthmus train/s);
  const version = await runCli(["--version"], cwd);
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const trainHelp = await runCli(["train", "--help"], cwd);
  expect(trainHelp.stdout).toContain("--learning-rate");
  expect([help.code, version.code, trainHelp.code]).toEqual([0, 0, 0]);
});

describe("a run's folder from a stranger is refused before anything that it names is read, and without a browser", () => {
  const env = { PUPPETEER_EXECUTABLE_PATH: "no-such-chrome" };
  const hostile = `1</td><script>alert(1)</script>`;
  const cases: [string, object, RegExp][] = [
    [
      "markup for an epoch",
      { ...RUN, epochs: [{ ...RUN.epochs[0], epoch: hostile }] },
      /its run\.epochs\[0\]\.epoch must be 1; got "1<\/td>/,
    ],
    [
      "a formula for a metric",
      { ...RUN, epochs: [{ ...RUN.epochs[0], metrics: { "=cmd|x": 1 } }] },
      /its run\.epochs\[0\]\.metrics has a field "=cmd\|x"/,
    ],
    [
      "an object for the batch size",
      { ...RUN, options: { ...RUN.options, batchSize: { type: "dense" } } },
      /its run\.options\.batchSize must be a whole number from 1 to 4294967295; got \{"type":"dense"\}/,
    ],
    ["a text for the epochs", { ...RUN, epochs: "many" }, /its run\.epochs must be a list; got "many"/],
    ["half of a pair", { ...RUN, epochs: "\ud800" }, /its run is no JSON \(a text has half of a surrogate pair\)/],
    ["a screen that is cleared", { ...RUN, "\u001b[2J": 1 }, /its run has a field "\\u001b\[2J"/],
  ];
  test.each(cases)("%s", async (_, run, message) => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "one"));
    await writeCheckpoint(join(cwd, "one"), checkpointBytes(run));
    const { code, stdout, stderr } = await runCli(["train", "--resume", "one", "--epochs", "9"], cwd, env);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^FormatError: one\/checkpoint\.safetensors is not the checkpoint of a run/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(await readdir(join(cwd, "one"))).toEqual(["checkpoint.safetensors"]);
  });

  test("a whole one says what it reads first", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "one"));
    const { validationSplit: _, ...options } = RUN.options;
    await writeCheckpoint(
      join(cwd, "one"),
      checkpointBytes({ ...RUN, options: { ...options, data: "/some\u001b[2Jwhere" } }),
    );
    const { code, stderr } = await runCli(["train", "--resume", "one"], cwd, env);
    expect(stderr).toMatch(
      /^Goes on with the run in one, which reads \/some\\x1b\[2Jwhere, \/somewhere\/other\.csv, .*\nDataError: There is no file "\/some\\x1b\[2Jwhere"/,
    );
    expect(code).toBe(2);
    expect(await readdir(join(cwd, "one"))).toEqual(["checkpoint.safetensors"]);
  });
});

test.runIf(process.platform === "linux")("output that a full disk doesn't take is said, with code 1", async () => {
  const cwd = await temporaryFolder();
  const child = spawn("sh", ["-c", `"$0" "$1" plan > /dev/full`, process.execPath, MAIN], { cwd });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: "Not all of the output could be written: the disk is full (ENOSPC). The work goes on.\n",
  });
});
