/** A report of samples that are rows of a table. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { columnErrors } from "../../src/cli/column-errors.js";
import { type TableSamples, tableSamplesSection, valueText } from "../../src/cli/table-samples.js";
import { cliTest } from "./run-cli.js";

const COLUMNS = [
  { name: "temperature", low: 10, high: 30, isDate: false },
  { name: "<b>pressure</b>", low: 900, high: 1100, isDate: false },
  { name: "time", low: 1_700_000_000, high: 1_700_003_600, isDate: true },
];

function samples(changes: Partial<TableSamples> = {}): TableSamples {
  return {
    whose: "the validation data",
    count: 2,
    columns: COLUMNS,
    originals: [20.5, 1000, 1_700_000_060, 12, Number.NaN, 1_700_003_600],
    reconstructions: [20.75, 1010, 1_700_000_000, 12, 950, 1_700_003_599],
    classes: ["setosa", "=cmd & co"],
    errors: columnErrors(
      Float32Array.of(0.01, 0.25, 0.02),
      COLUMNS.map(({ name }) => name),
      {
        scaling: { method: "columns", low: COLUMNS.map(({ low }) => low), high: COLUMNS.map(({ high }) => high) },
        ranges: { low: COLUMNS.map(({ low }) => low), high: COLUMNS.map(({ high }) => high) },
      },
    ),
    codes: Float32Array.of(1, 2, 3, 4),
    codeSize: 2,
    ...changes,
  };
}

const cellsOf = (html: string) => [...html.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, text]) => text);

describe("the section", () => {
  test("has numbers in their own units, class names, dates, and a dash for what is missing", () => {
    const html = tableSamplesSection(samples());
    expect(cellsOf(html).slice(0, 22)).toEqual([
      ...["setosa", "original", "20.50", "1000.0", "2023-11-14 22:14:20", "1", "2"],
      ...["reconstructed", "20.75", "1010.0", "2023-11-14 22:13:20"],
      ...["=cmd &amp; co", "original", "12.00", "–", "2023-11-14 23:13:20", "3", "4"],
      ...["reconstructed", "12.00", "950.0", "2023-11-14 23:13:19"],
    ]);
  });

  test("orders columns by their errors, in their own units and as shares, and draws the worst", () => {
    const html = tableSamplesSection(samples());
    const rows = [...html.matchAll(/<tr><th scope="row">(.*?)<\/th><td>(.*?)<\/td><td>(.*?)<\/td>/g)];
    expect(rows.map((row) => row.slice(1))).toEqual([
      ["&lt;b&gt;pressure&lt;/b&gt;", "50", "25.0 %"],
      ["time", "72", "2.0 %"],
      ["temperature", "0.2", "1.0 %"],
    ]);
    expect(html).toContain("<h2>The column that is furthest off: &lt;b&gt;pressure&lt;/b&gt;</h2>");
    const curves = [...html.matchAll(/<polyline class="curve (s\d)" points="([^"]*)"/g)];
    // The missing value leaves a gap.
    expect(curves.map(([, name, points = ""]) => [name, points.split(" ").length])).toEqual([
      ["s0", 1],
      ["s1", 2],
      ["s0", 1],
      ["s1", 2],
    ]);
    expect(html).not.toMatch(/<b>|NaN|undefined/);
  });

  test("shows of a wide table what is furthest off, and of a long code nothing", () => {
    const columns = Array.from({ length: 500 }, (_, index) => ({ name: `c${index}`, low: 0, high: 1, isDate: false }));
    const errors = columns.map(({ name }, index) => ({ name, error: index, share: index / 500 }));
    const html = tableSamplesSection(
      samples({
        columns,
        errors,
        originals: new Float64Array(1000),
        reconstructions: new Float64Array(1000),
        codeSize: 32,
      }),
    );
    expect(html).toContain("Shown are the 24 of 500 columns that are furthest off.");
    expect(html).toContain("The worst 100 of 500 columns.");
    expect(html.match(/<th scope="col">c\d+/g)?.at(-1)).toBe('<th scope="col">c499');
    expect(html).not.toContain("code 1");
    expect(html.length).toBeLessThan(60_000);
  });

  test("a single sample, and a column of one value, have a section too", () => {
    const one = { name: "c", low: 4, high: 4, isDate: false };
    const errors = columnErrors(Float32Array.of(0.5), ["c"], {
      scaling: { method: "columns", low: [4], high: [4] },
      ranges: { low: [4], high: [4] },
    });
    const html = tableSamplesSection(samples({ columns: [one], errors, originals: [4], reconstructions: [4.5] }));
    expect(html).toMatch(/<th scope="row">c<\/th><td>0\.5<\/td><td>–<\/td>/);
    expect(html).not.toMatch(/<svg|NaN/);
  });
});

test.each([
  [5.1, 0, 2, "5.100"],
  [0.000123456, 0, 0.001, "0.000123"],
  [123_456.7, 0, 1e6, "123457"],
  [1.5e-12, 0, 1e-11, "1.500e-12"],
  [7.123456, 7, 7, "7.1235"],
])("%d in a column from %d to %d is %s", (value, low, high, text) => {
  expect(valueText(value, { name: "", low, high, isDate: false })).toBe(text);
});

cliTest(
  "training on a table speaks of samples, and reports them by their names, without pictures",
  async ({ cwd, cli }) => {
    const rows = Array.from({ length: 40 }, (_, row) => [
      200 + row,
      1e-3 * ((row * 7) % 40),
      row % 4 === 0 ? "setosa" : "virginica",
    ]);
    await writeFile(join(cwd, "t.csv"), ["width,depth,species", ...rows, ""].join("\n"));
    const line =
      "train --data t.csv --scale columns --label-column species --validation-split 0.25 --epochs 2 --out one --software";
    const { code, stdout, stderr } = await cli(line).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/Epoch 2\/2 - .* samples\/s\n/) });
    expect(`${stdout}${stderr}`).not.toMatch(/image/i);
    expect(await readdir(join(cwd, "one"))).not.toContain("reconstructions.png");
    const report = await readFile(join(cwd, "one", "report.html"), "utf8");
    expect(report).not.toMatch(/images|<img/i);
    for (const text of [
      "Samples a second",
      "The first 10 samples of the validation data",
      "kept aside, 10 samples",
      "setosa, virginica",
      "&quot;species&quot; is the label",
    ]) {
      expect(report).toContain(text);
    }
    const shown = cellsOf(report);
    const first = shown.indexOf("original");
    const originals = shown.slice(first + 1, first + 3).map(Number);
    expect(rows.some(([width, depth]) => originals[0] === width && originals[1] === depth)).toBe(true);
    expect(["setosa", "virginica"]).toContain(shown[first - 1]);
  },
  120_000,
);
