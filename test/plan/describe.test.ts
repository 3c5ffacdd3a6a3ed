import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../src/errors.js";
import { PRESETS } from "../../src/model/presets.js";
import { describePlan, kernelSource } from "../../src/plan/describe.js";
import type { Level } from "../../src/plan/plan.js";
import type { PlanRow } from "../../src/plan/plan-rows.js";

const ROWS = 256;
const PIXELS = 784;
const CODES = 32;
const VALUES = ROWS * PIXELS;

const train = (level: Level) => describePlan(PRESETS.notebook(), { kind: "train", batchSize: ROWS, level });
const sum = (rows: readonly PlanRow[], field: "flops" | "bytes") => rows.reduce((total, row) => total + row[field], 0);

describe("describePlan", () => {
  it.each(["naive", "tiled"] as const)(
    "counts the notebook's step at 64 MFLOP in its five products: %s",
    async (level) => {
      const products = (await train(level)).filter(({ kernel }) => kernel.startsWith("matmul"));
      expect(products.length).toBe(5);
      // At level tiled the bias and the relu of the epilogues are theirs too.
      const epilogues = level === "tiled" ? VALUES + 2 * ROWS * CODES : 0;
      expect(sum(products, "flops")).toBe(5 * 2 * ROWS * PIXELS * CODES + epilogues);
    },
  );

  it("counts the same arithmetic at either level, and less traffic where calls are one", async () => {
    const [naive, tiled] = [await train("naive"), await train("tiled")];
    expect(sum(tiled, "flops")).toBe(sum(naive, "flops"));
    const activations = 2 * 4 * (VALUES + ROWS * CODES);
    expect(sum(naive, "bytes") - sum(tiled, "bytes")).toBeGreaterThanOrEqual(activations);
  });

  it("shows sizes, workgroups and bytes of every call", async () => {
    const rows = new Map((await train("naive")).map(({ call, ...row }) => [call, row]));
    expect(rows.get("batch/gather")).toMatchObject({
      kernel: "gather",
      shape: "256 × 784",
      flops: VALUES,
      bytes: 5 * VALUES + 4 * ROWS,
    });
    expect(rows.get("encoder.0/matmul")).toEqual({
      kernel: "matmul",
      shape: "256 × 784 × 32",
      workgroups: [(ROWS * CODES) / 64, 1, 1],
      flops: 2 * ROWS * PIXELS * CODES,
      bytes: 4 * (VALUES + PIXELS * CODES + ROWS * CODES),
    });
    expect(rows.get("loss/batch-mean")).toMatchObject({ shape: "256", workgroups: [1, 1, 1] });
    expect(rows.get("optimizer/adadelta")).toMatchObject({ shape: "51200", workgroups: [200, 1, 1] });
  });

  it("folds what exceeds 65,535 workgroups into two dimensions", async () => {
    const rows = await describePlan(PRESETS.notebook(), { kind: "predict", batchSize: 10_000, level: "naive" });
    const [x, y] = rows.at(-1)?.workgroups ?? [0, 0];
    expect(y).toBe(2);
    expect(x).toBeLessThanOrEqual(65_535);
    expect(x * y).toBeGreaterThanOrEqual((10_000 * PIXELS) / 64);
  });

  it("says what is wrong with a model", async () => {
    const broken = { ...PRESETS.notebook(), seed: -1 };
    const call = () => describePlan(broken, { kind: "train", batchSize: 1, level: "naive" });
    await expect(call()).rejects.toThrow(ArgumentError);
    await expect(call()).rejects.toThrow("seed must be a whole number from 0 to 4294967295; got -1.");
  });
});

describe("kernelSource", () => {
  it.each([
    ["matmul-tiled", "fn activate("],
    ["conv2d", "fn linear_id("],
  ])("gives the WGSL of %s, with what it uses", async (name, used) => {
    const source = await kernelSource(name);
    expect(source.match(/@compute/g)).toHaveLength(1);
    expect(source).toContain(used);
  });

  it("begins with what the adapter must have", async () => {
    expect(await kernelSource("matmul-subgroups")).toMatch(/^enable subgroups;\n/);
  });

  it("says when there is no such kernel", async () => {
    await expect(kernelSource("matmull")).rejects.toThrow(
      new ArgumentError('There is no kernel "matmull"; describePlan() names those of a plan.'),
    );
  });
});
