import { describe, expect, it } from "vitest";
import { readData, splitDataset } from "../../src/data.js";

const bytes = (text: string) => new TextEncoder().encode(text);
/** 40 rows, sorted by class; the columns grow from row to row, so that the largest values may be kept aside. */
const rows = Array.from({ length: 40 }, (_, row) => `${row},${1e9 + row},${row < 30 ? "usual" : "rare"}`);
const table = `a,time,class\n${rows.join("\n")}`;

describe("samples that are kept aside", () => {
  it("teach the preparation nothing: ranges are those of the others", async () => {
    const read = await readData(bytes(table), "t.csv", {
      scale: "columns",
      validationSplit: { fraction: 0.25, seed: 3 },
    });
    const raw = (await readData(bytes(table), "t.csv", { scale: "none" })).dataset;
    const { train, validation } = splitDataset(raw, { fraction: 0.25, seed: 3 });
    const learnt = Array.from({ length: train.count }, (_, row) => train.data[2 * row] ?? 0);
    const [low, high] = [Math.min(...learnt), Math.max(...learnt)];
    expect(read.preparation.scaling).toEqual({ method: "columns", low: [low, 1e9 + low], high: [high, 1e9 + high] });
    expect([read.dataset.count, read.validation?.count]).toEqual([30, 10]);
    expect(Array.from(read.validationRows ?? [])).toEqual(
      Array.from({ length: 10 }, (_, row) => validation.data[2 * row] ?? 0),
    );
    expect(read.dataset.labels).toEqual(train.labels);
    expect(read.validation?.labels).toEqual(validation.labels);
    const kept = Array.from({ length: 10 }, (_, row) => ((validation.data[2 * row] ?? 0) - low) / (high - low));
    for (const [row, value] of kept.entries()) {
      expect(read.validation?.data[2 * row]).toBe(Math.fround(value));
      expect(read.validation?.data[2 * row + 1]).toBe(Math.fround(value));
    }
    expect(read.summary).toMatch(
      /^read 40 samples of 2 values from t\.csv: .*10 kept aside to validate on, each class in proportion$/,
    );
  });

  it("are there of every class, in proportion", async () => {
    const { dataset, validation } = await readData(bytes(table), "t.csv", { scale: "columns", validationSplit: 0.1 });
    const counts = (labels: Uint8Array = new Uint8Array()) =>
      [0, 1].map((label) => labels.filter((l) => l === label).length);
    expect(dataset.classes).toEqual(["rare", "usual"]);
    expect([counts(dataset.labels), counts(validation?.labels)]).toEqual([
      [9, 27],
      [1, 3],
    ]);
  });

  it("give missing values the mean of the others", async () => {
    const gaps = `a,b\n${Array.from({ length: 20 }, (_, row) => `${row === 7 ? "" : row},1`).join("\n")}`;
    const read = await readData(bytes(gaps), "g.csv", { missing: "mean", validationSplit: 0.5 });
    const known = [...read.dataset.data].filter((value, at) => at % 2 === 0 && Number.isInteger(value) && value !== 7);
    const { missing } = read.preparation;
    if (missing.policy === "error") throw new Error("The policy that was asked for is kept.");
    const all = Array.from({ length: read.dataset.count }, (_, row) => read.dataset.data[2 * row] ?? 0);
    const without = all.filter((value) => value !== Math.fround(missing.means[0] ?? 0) || known.includes(value));
    expect(missing.means[0]).toBeCloseTo(without.reduce((sum, value) => sum + value, 0) / without.length, 12);
  });

  it("are no labels where a table is told to have none", async () => {
    const { dataset, preparation } = await readData(bytes("a,class\n1,0\n2,1"), "t.csv", { labelColumn: null });
    expect([dataset.labels, preparation.names]).toEqual([undefined, ["a", "class"]]);
  });
});
