import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { EXPERIMENTS } from "../../src/experiments/experiments.js";
import type { Block, Cell, NumberGrid, Table } from "../../src/experiments/result.js";
import { missingForDawn } from "./dawn-here.js";
import { type CliContext, cliTest, idxImages, runCli, startCli, temporaryFolder } from "./run-cli.js";

const SLOW = 240_000;

interface Result {
  readonly experiment: string;
  readonly quick: boolean;
  readonly finding: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly adapter: Readonly<Record<string, unknown>>;
  readonly sections: readonly { readonly title: string; readonly blocks: readonly Block[] }[];
}

type Row = Readonly<Record<string, Cell>>;

/** Runs the quick form of an experiment and returns what it wrote, and its tables. */
async function runQuick(name: string, { cwd, cli }: CliContext) {
  const { code, stdout, stderr } = await cli(`experiment ${name} --quick --software --out one`).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("GPU: ") });
  const folder = join(cwd, "one");
  const files = (await readdir(folder)).sort();
  const result: Result = JSON.parse(await readFile(join(folder, "result.json"), "utf8"));
  const report = await readFile(join(folder, "report.html"), "utf8");
  expect(result).toMatchObject({ experiment: name, quick: true });
  expect(report).not.toMatch(/<script|<iframe|url\(|@import|(?:src|href)="(?!data:)/i);
  expect(report).toContain("</html>");
  const blocks = result.sections.flatMap((section) => section.blocks);
  const tables = blocks.filter((block): block is Table => block.kind === "table");
  const rows = (table: number): readonly Row[] => tables[table]?.rows ?? [];
  const picture = async (file: string) => decode(await readFile(join(folder, file)));
  return { stdout, stderr, files, result, report, blocks, rows, picture };
}

const number = (row: Row | undefined, key: string) => Number(row?.[key] ?? Number.NaN);

// Side by side: each leaves processors idle while it starts, compiles and computes in JavaScript.
describe.concurrent("isthmus experiment", () => {
  cliTest(
    "single-sample prints prediction and target as 28 × 28 numbers, the 18th row from the bottom singled out",
    async ({ cwd, cli }) => {
      const { stdout, files, blocks, rows, picture } = await runQuick("single-sample", { cwd, cli });
      expect(files).toEqual(["digit.png", "report.html", "result.json"]);
      const grids = blocks.filter((block): block is NumberGrid => block.kind === "grid");
      expect(grids.map(({ title, marked }) => [title, marked])).toEqual([
        ["Target", 10],
        ["Prediction", 10],
      ]);
      for (const { rows } of grids) expect(rows.map((row) => row.length)).toEqual(Array(28).fill(28));
      const marked = stdout.split("\n").filter((line) => line.startsWith("→ "));
      expect(marked.map((line) => line.trim().split(/\s+/).length)).toEqual([29, 29]);
      // x_train[0], row 18 from the bottom: 14, 1, 154, 253 and 90 of 255.
      expect(marked[0]).toMatch(/ 0 \.05 \.00 \.60 \.99 \.35 {3}0 /);
      expect(rows(0)).toHaveLength(28);
      expect(rows(0).every((row) => Math.abs(number(row, "difference")) < 0.05)).toBe(true);
      expect(number(rows(0)[12], "target")).toBeCloseTo(253 / 255, 6);
      expect((await picture("digit.png")).width).toBe(2 * 16 + 3 * 84 + 2 * 6);
    },
    SLOW,
  );

  cliTest(
    "losses agree where they should, part where they must, and KL is BCE − H",
    async ({ cwd, cli }) => {
      const { rows } = await runQuick("losses", { cwd, cli });
      const [fromLogits, ...others] = rows(0).map((row) => number(row, "value"));
      expect(others).toHaveLength(5);
      for (const value of others) expect(Math.abs(value - (fromLogits ?? 0))).toBeLessThan(1e-6);
      // The golden trajectory's loss after the same 100 steps, from other weights: about the same.
      expect(fromLogits).toBeGreaterThan(0.0663);
      expect(fromLogits).toBeLessThan(0.08);
      const extreme = rows(1).find(({ logit, target }) => logit === 40 && target === 0);
      expect(extreme).toMatchObject({ exact: 40, numpy: "Infinity" });
      expect(number(extreme, "sklearn")).toBeCloseTo(15.9424, 4);
      expect(rows(1).find(({ logit, target }) => logit === 40 && target === 1)).toMatchObject({ numpy: "NaN" });
      const measures = new Map(rows(2).map((row) => [row.measure, number(row, "value")]));
      expect(measures.get("KL of coins")).toBeCloseTo(measures.get("BCE − H(x)") ?? Number.NaN, 7);
    },
    SLOW,
  );

  cliTest(
    "bce-vs-mse trains both, and judges both by both",
    async ({ cwd, cli }) => {
      const { files, rows, blocks } = await runQuick("bce-vs-mse", { cwd, cli });
      expect(files).toEqual(["reconstructions.png", "report.html", "result.json"]);
      expect(rows(0).map(({ name }) => name)).toEqual(["cross-entropy", "squared error"]);
      for (const row of rows(0)) {
        expect(number(row, "bce")).toBeLessThan(0.25);
        expect(number(row, "mse")).toBeLessThan(0.05);
        expect(number(row, "psnr")).toBeCloseTo(-10 * Math.log10(number(row, "mse")), 9);
      }
      expect(number(rows(0)[0], "bce")).toBeLessThan(number(rows(0)[1], "bce"));
      expect(blocks.filter(({ kind }) => kind === "chart")).toHaveLength(2);
    },
    SLOW,
  );

  cliTest(
    "learning-rate-trap: 1.0 learns, 0.001 stays at 0.69",
    async ({ cwd, cli }) => {
      const { rows, result } = await runQuick("learning-rate-trap", { cwd, cli });
      expect(rows(0).map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5]);
      const [before, after] = [rows(0)[0], rows(0)[5]];
      expect(number(before, "1")).toBe(number(before, "0.001"));
      expect(number(after, "1")).toBeLessThan(0.3);
      expect(number(after, "0.001")).toBeGreaterThan(0.68);
      expect(result.finding).toContain("with a learning rate of 1.0 and 0.69");
    },
    SLOW,
  );

  cliTest(
    "pca: more components, less error; a linear autoencoder turns towards their plane",
    async ({ cwd, cli }) => {
      const { rows } = await runQuick("pca", { cwd, cli });
      const [two, more] = rows(0);
      expect(number(two, "pca")).toBeGreaterThan(0.05);
      expect(number(more, "pca")).toBeLessThan(0.02);
      expect(number(more, "autoencoder")).toBeLessThan(0.067); // the mean image has 0.067
      for (const row of rows(1)) expect(number(row, "after")).toBeLessThan(number(row, "before") - 20);
    },
    SLOW,
  );

  cliTest(
    "denoise takes noise away",
    async ({ cwd, cli }) => {
      const { result, report, rows, picture } = await runQuick("denoise", { cwd, cli });
      expect(result.settings).toMatchObject({
        data: "MNIST",
        trainSamples: 60_000,
        testImages: 500,
        noise: 0.5,
        seed: 1,
      });
      expect(result.adapter).toMatchObject({ vendor: "google", software: true });
      expect(report).toMatch(/Noise<\/th><td>0\.5</);
      const [noisy, cleaned] = rows(0);
      expect(number(noisy, "psnr")).toBeGreaterThan(9); // normal noise of 0.5, clipped
      expect(number(noisy, "psnr")).toBeLessThan(9.8);
      expect(number(cleaned, "psnr")).toBeGreaterThan(12.5);
      expect((await picture("denoised.png")).height).toBe(2 * 16 + 3 * 84 + 2 * 6);
    },
    SLOW,
  );

  cliTest(
    "latent maps codes three ways, and decodes the plane",
    async ({ cwd, cli }) => {
      const { files, rows, blocks, picture } = await runQuick("latent", { cwd, cli });
      const pngs = ["codes-by-pca.png", "codes-by-umap.png", "plane.png"];
      expect(files).toEqual([...pngs, "report.html", "result.json", "variational.png"]);
      for (const row of rows(0)) expect(number(row, "share")).toBeGreaterThan(0.2);
      const scatters = blocks.filter((block) => block.kind === "scatter");
      expect(scatters.map(({ x, y, labels }) => [x.length, y.length, labels.length])).toEqual([
        [500, 500, 500],
        [500, 500, 500],
        [300, 300, 300],
      ]);
      expect((await picture("plane.png")).width).toBe(2 * 16 + 8 * 84);
    },
    SLOW,
  );

  cliTest(
    "anomaly finds spoiled rows and other digits, and names the sensor",
    async ({ cwd, cli }) => {
      const { files, rows, blocks, picture } = await runQuick("anomaly", { cwd, cli });
      expect(files).toEqual(["report.html", "result.json", "unusual.png"]);
      const [table, images] = rows(0);
      // The same model of the same table in PyTorch: 0.9596 ± 0.0056 over eight seeds, three of which deviations either way.
      expect(number(table, "auc")).toBeGreaterThan(0.9428);
      expect(number(table, "auc")).toBeLessThan(0.9764);
      expect(number(table, "falseAlarms")).toBeLessThan(0.03);
      expect(number(images, "auc")).toBeGreaterThan(0.93);
      const [broken, outside] = rows(1);
      expect(outside).toMatchObject({ rows: 25, flagged: 1, named: 1 });
      expect(number(broken, "flagged")).toBeGreaterThan(0.5);
      expect(number(broken, "named")).toBeGreaterThan(0.8);
      expect(rows(2)).toHaveLength(3 * 4);
      // The reading that was changed is the one with the largest error, wherever a row was spoiled most.
      for (const { what, row: _, ...errors } of rows(2).slice(0, 4)) {
        const [worst] = Object.entries(errors).sort(([, a], [, b]) => Number(b) - Number(a))[0] ?? [];
        expect(what).toBe(`${worst} outside`);
      }
      expect(rows(3).map(({ label }) => label)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
      const charts = blocks.flatMap((block) => (block.kind === "chart" ? [block] : []));
      expect(charts.map(({ name, mark }) => [name, mark !== undefined])).toEqual([
        ["roc", false],
        ["table-errors", true],
        ["image-errors", true],
      ]);
      expect((await picture("unusual.png")).width).toBe(2 * 16 + 8 * 84 + 7 * 6);
    },
    SLOW,
  );

  cliTest(
    "classifier reads originals best, then reconstructions",
    async ({ cwd, cli }) => {
      const { rows } = await runQuick("classifier", { cwd, cli });
      expect(rows(0).map(({ name }) => name)).toEqual(["originals", "PCA with 32 components", "notebook model"]);
      const [originals, pca, notebook] = rows(0);
      expect(number(originals, "mlp")).toBeGreaterThan(0.85);
      expect(number(originals, "cnn")).toBeGreaterThan(0.2);
      expect(number(pca, "mlp")).toBeGreaterThan(0.75);
      expect(number(notebook, "mlp")).toBeGreaterThan(0.4);
      expect(originals?.error).toBeNull();
      expect(number(notebook, "error")).toBeGreaterThan(number(pca, "error"));
    },
    SLOW,
  );
});

test(
  "an experiment runs on Dawn in Node, and on other images than MNIST",
  async ({ skip }) => {
    const missing = await missingForDawn();
    skip(missing.length > 0, `missing: ${missing.join(", ")}`);
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "images"), idxImages(20, 6, 5));
    const args = "experiment single-sample --data images --validation images --runtime node --software --json";
    const { code, stdout, stderr } = await runCli(args.split(" "), cwd);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("Learning one digit") });
    const told = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(told[0]).toMatchObject({ event: "adapter", software: true });
    expect(told.at(-2)).toMatchObject({ event: "progress", doing: "Learning one digit", fraction: 0.9 });
    expect(told.at(-1)).toMatchObject({
      event: "done",
      experiment: "single-sample",
      out: expect.stringMatching(/^runs\/single-sample-/),
      files: ["report.html", "result.json", "digit.png"],
    });
  },
  SLOW,
);

test("--list says what there is, without a browser", async () => {
  const cwd = await temporaryFolder();
  const { code, stdout } = await runCli(["experiment", "--list"], cwd, { PUPPETEER_EXECUTABLE_PATH: "none" });
  expect(code).toBe(0);
  for (const [name, { summary }] of EXPERIMENTS) {
    expect(stdout).toContain(name);
    expect(stdout).toContain(summary);
  }
  const json = await runCli(["experiment", "--list", "--json"], cwd);
  expect(
    json.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).name),
  ).toEqual([...EXPERIMENTS.keys()]);
});

describe("mistakes end with code 2 and write nothing", () => {
  test.each([
    [
      ["nothing"],
      /command-argument value 'nothing' is invalid.*Allowed choices are single-sample, losses, .*classifier/,
    ],
    [[], /error: no experiment named; there are single-sample, losses, /],
    [["losses", "--data", "images"], /Experiments judge on images that no model has seen, and images comes without/],
    [
      ["classifier", "--data", "images", "--validation", "images"],
      /The experiment classifier has to know which class each image belongs to, and the data has no labels/,
    ],
    [["losses", "--seed", "-1"], /It must be a whole number from 0/],
  ])("%j", async (args, message) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "images"), idxImages(4, 4, 4));
    const { code, stderr } = await runCli(["experiment", ...args, "--software"], cwd);
    expect(stderr.replaceAll("\n", " ")).toMatch(message);
    expect(code).toBe(2);
    expect(await readdir(cwd)).toEqual(["images"]);
  });
});

test(
  "Ctrl-C ends it with nothing written",
  async () => {
    const cwd = await temporaryFolder();
    const running = startCli("experiment bce-vs-mse --software --out one".split(" "), cwd);
    await running.says("Training with cross-entropy");
    running.process.kill("SIGINT");
    const { code, stderr } = await running.ended;
    expect(stderr).toContain(
      "InterruptedError: Interrupted: the experiment was not finished, and nothing was written.",
    );
    expect(code).toBe(130);
    expect(await readdir(cwd)).toEqual([]);
  },
  SLOW,
);
