import { describe, expect, it } from "vitest";
import { NOTEBOOK } from "../../src/app/state/draft.js";
import { AS_FOUND, type Reading } from "../../src/app/state/reading.js";
import { requestOf } from "../../src/app/state/request.js";
import { suitedTo } from "../../src/app/state/suited.js";
import { outlookOf } from "../../src/app/worker/outlook.js";
import { dataFrom } from "../../src/app/worker/own-data.js";

/** A table of so many rows and columns, in units of their own. */
async function tableOf(rows: number, columns: number, reading: Partial<Reading> = {}) {
  const names = Array.from({ length: columns }, (_, column) => `c${column}`);
  const lines = Array.from({ length: rows }, (_, row) =>
    names.map((_, column) => ((column + 2) * ((7 * row) % 13) + row / 10).toFixed(1)).join(","),
  );
  const file = new File([`${names.join(",")}\n${lines.join("\n")}\n`], "t.csv");
  return dataFrom([{ file, path: "t.csv" }], { ...AS_FOUND, ...reading }, () => {});
}

/** What is proposed for a table under such settings. */
async function proposed(data: Awaited<ReturnType<typeof tableOf>>, draft = NOTEBOOK) {
  const request = requestOf(draft, data.info);
  if (!request) throw new Error("The settings make no model.");
  return suitedTo(data.info, request, await outlookOf(request.model, data));
}

describe("settings for a table", () => {
  it.each([
    [5, 3],
    [20, 3],
    [600, 7],
    [5000, 40],
    [500, 300],
  ])("of %d rows and %d columns leave nothing to be said, and are proposed no more", async (rows, columns) => {
    const data = await tableOf(rows, columns);
    const { remedy, text } = (await proposed(data)) ?? {};
    expect(text).toMatch(/each column stretched to 0…1/);
    expect(remedy?.reading).toEqual({ scale: "columns" });
    const draft = remedy?.draft?.(NOTEBOOK, data.info.shape) ?? NOTEBOOK;
    const after = await tableOf(rows, columns, remedy?.reading);
    const request = requestOf(draft, after.info);
    if (!request) throw new Error("The settings make no model.");
    expect(await outlookOf(request.model, after)).toEqual([]);
    expect(await proposed(after, draft)).toBeUndefined();
    // The code is the narrowest of all.
    const widths = request.model.encoder.map((layer) => (layer as { units: number }).units);
    expect(widths).toEqual(widths.toSorted((one, other) => other - one));
  });

  it("are not proposed for what no settings cure: a column that is the same everywhere", async () => {
    const rows = Array.from({ length: 600 }, (_, row) => `${row % 13},${(3 * row) % 17},${(5 * row) % 19},1`);
    const file = new File([`a,b,c,d\n${rows.join("\n")}\n`], "t.csv");
    const data = await dataFrom([{ file, path: "t.csv" }], { ...AS_FOUND, scale: "columns" }, () => {});
    const first = await proposed(data);
    const draft = first?.remedy.draft?.(NOTEBOOK, data.info.shape) ?? NOTEBOOK;
    const request = requestOf(draft, data.info);
    expect(request && (await outlookOf(request.model, data))).toEqual([
      expect.stringContaining("the same value in every sample"),
    ]);
    expect(first).toBeDefined();
    expect(await proposed(data, draft)).toBeUndefined();
  });

  it("keep to the samples that a visitor wants, and take larger batches of large tables", async () => {
    const { remedy } = (await proposed(await tableOf(5000, 5), { ...NOTEBOOK, limit: "100" })) ?? {};
    const draft = remedy?.draft?.({ ...NOTEBOOK, limit: "100" }, [5]);
    expect(draft).toMatchObject({ limit: "100", batchSize: "12", epochs: "120" });
    const data = await tableOf(300, 5);
    const large = { ...data.info, count: 1_000_000 };
    expect(suitedTo(large, undefined, [])?.text).toContain("batches of 256, 10 epochs.");
  });

  it("are proposed where a run would end before anything is learnt, and of no other data", async () => {
    const data = await tableOf(600, 40, { scale: "columns" });
    const good = {
      ...NOTEBOOK,
      model: "notebook",
      optimizer: "adam",
      learningRate: "0.01",
      batchSize: "16",
      epochs: "100",
    };
    expect(await proposed(data, good)).toBeUndefined();
    const { text, remedy } = (await proposed(data, { ...good, epochs: "2" })) ?? {};
    expect(text).toContain("the run would end after 68 steps.");
    // It is scaled as the visitor wants it.
    expect(remedy?.reading).toBeUndefined();
    expect(await proposed(await tableOf(20, 2))).toBeUndefined();
  });
});
