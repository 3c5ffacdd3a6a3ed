import { describe, expect, it } from "vitest";
import { AS_FOUND } from "../../src/app/state/reading.js";
import { inOwnUnits, sampleTable, valueText } from "../../src/app/state/sample-table.js";
import { columnsOf, isWide } from "../../src/app/state/table-columns.js";
import { valueWriters } from "../../src/app/state/value-text.js";
import { samplesCsv } from "../../src/app/take-home/samples-csv.js";
import { loaded } from "../../src/app/worker/data.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import type { OwnData } from "../../src/app/worker/protocol.js";
import { datasetOf } from "../../src/index.js";

type Scaling = OwnData["preparation"]["scaling"];

/** Data of a table whose columns were stretched from 10…20 and 0…100. */
function dataOf(
  values: number[],
  width: number,
  scaling: Scaling,
  columns?: readonly string[],
  kind: "table" | "array" = "table",
) {
  const own: OwnData = {
    name: "t.csv",
    reading: AS_FOUND,
    preparation: { version: 1, kind, shape: [width], scaling, missing: { policy: "error" } },
    told: [],
    warnings: [],
  };
  return loaded("t.csv", datasetOf(Float32Array.from(values), [width]), undefined, own, columns).info;
}
const stretched = { method: "columns", low: [10, 0], high: [20, 100] } as const;

describe("samples as a table", () => {
  const data = dataOf([0, 0.5, 1, 0.25], 2, stretched, ["a", "b"]);

  it("are in the units of the file, beside what was drawn, with each column's error", () => {
    const drawn = Float32Array.of(0.5, 0.5, 1, 0.5);
    const { places, cells, errors } = sampleTable(data, Float32Array.of(0, 0.5, 1, 0.25), [drawn]);
    expect(places).toEqual([0, 1]);
    expect(cells.map((row) => row.map(({ value }) => value))).toEqual([
      [10, 50],
      [20, 25],
    ]);
    expect(cells.map((row) => row.map((cell) => cell.drawn[0]?.value))).toEqual([
      [15, 50],
      [20, 50],
    ]);
    // Root mean squares: of 5 and 0, of 0 and 25.
    expect(errors[0]).toEqual([Math.sqrt(12.5), Math.sqrt(312.5)]);
    // As shares of what the two samples span: 10…20, 25…50.
    expect(cells[1]?.map((cell) => cell.drawn[0]?.off)).toEqual([0, 1]);
  });

  it("leave out of it what is missing", () => {
    const { cells, errors } = sampleTable(
      data,
      Float32Array.of(0, 0.5, 1, 0.25),
      [Float32Array.of(0.5, 0.5, 1, 0.5)],
      Uint8Array.of(1, 1, 1, 0),
    );
    expect(cells[1]?.[1]).toEqual({ value: undefined, drawn: [{ value: 50, off: 0 }] });
    expect(errors[0]?.[1]).toBe(0);
  });

  it("show the columns that are furthest off where there are many, in their order", () => {
    const width = 40;
    const names = Array.from({ length: width }, (_, column) => `c${column}`);
    const values = Array.from({ length: 2 * width }, (_, at) => (at < width ? 0 : 1));
    const wide = dataOf(values, width, { method: "none" }, names);
    const drawn = Float32Array.from(
      values,
      (value, at) => value + (at % width >= 30 ? 0.5 : 0) + (at % width === 3 ? 1 : 0),
    );
    expect(isWide(wide)).toBe(true);
    expect(sampleTable(wide, Float32Array.from(values), [drawn]).places).toEqual([
      0,
      3,
      ...Array.from({ length: 10 }, (_, at) => 30 + at),
    ]);
  });

  it("are a file, gaps and quotes and all", () => {
    const quoted = dataOf([0, 0.5, 1, 0.25], 2, stretched, ['a "x"', "b,c"]);
    const examples = { ...quoted.examples, mask: Uint8Array.of(1, 0, 1, 1) };
    const snapshot = {
      codeSize: 1,
      codeShape: [1],
      codes: new Float32Array(2),
      reconstructions: Float32Array.of(0, 1, 1, 0),
    };
    expect(samplesCsv({ ...quoted, examples }, snapshot, quoted.columns ?? [])).toBe(
      'sample,"a ""x""","a ""x"" drawn","b,c","b,c drawn"\nsample 1,10,10,,100\nsample 2,20,20,25,0\n',
    );
  });

  it("are there for rows of numbers, not for pixels or pictures that came flat", () => {
    expect(columnsOf(data)).toEqual(["a", "b"]);
    expect(columnsOf(dataOf(new Array(784).fill(0), 784, { method: "bytes" }, ["p"]))).toBeUndefined();
    expect(columnsOf(dataOf(new Array(64).fill(0), 64, { method: "none" }, undefined, "array"))).toBeUndefined();
    expect(columnsOf(dataOf([1, 2, 3], 3, { method: "none" }))).toEqual(["value 1", "value 2", "value 3"]);
    expect(columnsOf({ ...data, shape: [1, 2] })).toBeUndefined();
  });

  it("has numbers as people write them", () => {
    expect([5, -3, 0.123456, 1234.567, 1e-9, 12345678, Number.NaN].map(valueText)).toEqual([
      "5",
      "−3",
      "0.1235",
      "1235",
      "1e−9",
      "12350000",
      "–",
    ]);
  });

  it("have digits by what their column spans, and dates are dates", async () => {
    const rows = Array.from({ length: 4 }, (_, row) =>
      [1.7e9 + 0.25 * row, row / 3e6, 12345678 - row * 1e6, `2024-05-0${row + 1}T06:00:00Z`, 7.125].join(","),
    );
    const text = `stamp,tiny,large,when,same\n${rows.join("\n")}\n`;
    const { info, train } = await dataFrom(
      [{ file: new File([text], "t.csv"), path: "t.csv" }],
      { ...AS_FOUND, scale: "columns", dates: "seconds" },
      () => {},
    );
    const writers = valueWriters(info);
    const last = inOwnUnits(info, train.data).subarray(15, 20);
    expect(Array.from(last, (value, place) => writers[place]?.text(value))).toEqual([
      "1700000000.75",
      "0.000001",
      "9345678",
      "2024-05-04T06:00:00",
      "7.125",
    ]);
    // Noise of 32 bits is none of the column's.
    expect([writers[2]?.text(-5.381e-8), writers[2]?.text(-1234567.8)]).toEqual(["0", "−1234568"]);
    expect(writers[3]?.difference(30)).toBe("30 s");
    const snapshot = {
      codeSize: 1,
      codeShape: [1],
      codes: new Float32Array(4),
      reconstructions: Float32Array.from(train.data),
    };
    const csv = samplesCsv(info, snapshot, info.columns ?? []).split("\n");
    expect(csv[4]).toBe(
      "sample 4,1700000000.75,1700000000.75,0.000001,0.000001,9345678,9345678,1714802400,1714802400,7.125,7.125",
    );
  });
});
