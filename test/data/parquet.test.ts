import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { tableFromParquet } from "../../src/data/parquet.js";
import type { Table } from "../../src/data/table.js";
import { DataError, FormatError, IsthmusError } from "../../src/errors.js";

/** Written by pyarrow 25.0.1 (and pandas 3.0.6) by test/data/parquet/make.py. */
const file = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`parquet/${name}.parquet`, import.meta.url))));

/** The fields of a column as they read: numbers, texts, or nothing. */
function fields({ names, columns }: Table, name: string): (number | string | undefined)[] {
  const column = columns[names?.indexOf(name) ?? -1];
  if (!column) throw new Error(`no column ${name}`);
  return Array.from(column.numbers, (number, row) => {
    const code = column.texts?.codes[row] ?? -1;
    if (code >= 0) return column.texts?.dictionary[code];
    return Number.isNaN(number) ? undefined : number;
  });
}

/** A date and time as its seconds since 1970, in UTC; everything else as it is. */
function dated(value: string | number | undefined) {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return value;
  const [whole = "", fraction = "0"] = value.replace("Z", "").split(".");
  return Date.parse(`${whole}${whole.includes("T") ? "Z" : ""}`) / 1000 + Number(`0.${fraction}`);
}

describe("tableFromParquet", () => {
  const missing = undefined;
  test.each([
    ["i8", [1, -2, missing, 127, -128]],
    ["u8", [1, 2, 255, 0, 200]],
    ["i16", [1, -2, 32767, 0, missing]],
    ["u16", [1, 2, 65535, 0, 40000]],
    ["i32", [1, -(2 ** 31), 2 ** 31 - 1, 0, missing]],
    ["u32", [1, 2 ** 32 - 1, 2 ** 31, 0, 5]],
    ["i64", [1, -(2 ** 63), 2 ** 53, 1_700_000_000_000_000_000, missing]],
    ["u64", [1, 2 ** 64, 2 ** 63, 0, missing]],
    ["f16", [1.5, -0.0999755859375, missing, Number.POSITIVE_INFINITY, 65504]],
    ["f32", [1.5, Math.fround(0.1), missing, Number.POSITIVE_INFINITY, missing]],
    ["f64", [1.5, 0.1, 1e300, Number.NEGATIVE_INFINITY, missing]],
    ["bool", [1, 0, missing, 1, 0]],
    ["str", ["a", "b", missing, "ö", "a"]],
    ["dict", ["x", "y", "x", missing, "y"]],
    ["lstr", ["a", "b", missing, "ö", "a"]],
    ["dec", [1.25, -0.01, missing, 12345678.9, 0]],
    ["dec38", [1.25, -0.01, missing, 1.2345678901234568e24, 0]],
    ["date", ["2024-01-02", "1969-12-31", missing, "0001-01-01", "2024-02-29"]],
    [
      "ts_ms",
      ["2024-01-02T03:04:05.678", "1969-12-31T23:59:59", missing, "2024-01-01T00:00:00", "2024-01-01T00:00:00"],
    ],
    [
      "ts_us",
      [
        "2024-01-02T03:04:05.678901",
        "1969-12-31T23:59:59.000001",
        missing,
        "2024-01-01T00:00:00",
        "2024-01-01T00:00:00",
      ],
    ],
    [
      "ts_ns",
      [
        "2024-01-02T03:04:05.678901234",
        "1969-12-31T23:59:59.999999999",
        missing,
        "1970-01-01T00:00:00",
        "1970-01-01T00:00:00.000000001",
      ],
    ],
    ["ts_tz", ["2024-01-02T03:04:05Z", missing, missing, "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"]],
    ["time", ["03:04:05.678901", missing, "00:00:00", "23:59:59", "01:00:00"]],
    ["dur", [1, 2, 3, missing, 5]],
    ["null", [missing, missing, missing, missing, missing]],
    ["__proto__", [1, 2, 3, 4, 5]],
  ])("reads a column of pyarrow's type %s", async (name, expected) => {
    const table = await tableFromParquet(file("types"), "types.parquet");
    expect([table.rows, table.rowNumber(0)]).toEqual([5, 1]);
    expect(fields(table, name)).toEqual(expected.map(dated));
    const dates = expected.filter((value) => dated(value) !== value).length;
    expect(table.columns[table.names?.indexOf(name) ?? -1]?.dates).toBe(dates);
  });

  test("texts come once each, in their order, and a column without texts has none", async () => {
    const { names, columns } = await tableFromParquet(file("types"), "types.parquet");
    expect(columns[names?.indexOf("dict") ?? 0]?.texts).toEqual({
      codes: Int32Array.of(0, 1, 0, -1, 1),
      dictionary: ["x", "y"],
    });
    expect(columns[0]?.texts).toBeUndefined();
  });

  test.each(["none", "snappy", "gzip", "zstd", "brotli", "lz4", "v2"])(
    "reads row groups packed by %s",
    async (name) => {
      const table = await tableFromParquet(file(name), name);
      expect(table.names).toEqual(["x", "c"]);
      expect(fields(table, "x")).toEqual(Array.from({ length: 100 }, (_, row) => row / 2));
      expect(fields(table, "c")).toEqual(Array.from({ length: 100 }, (_, row) => "abc"[row % 3]));
    },
  );

  test("reads pandas's index as a column, under pandas's name", async () => {
    const table = await tableFromParquet(file("pandas"), "pandas.parquet");
    expect(table.names).toEqual(["x", "species", "__index_level_0__"]);
    expect(fields(table, "__index_level_0__")).toEqual([10, 20, 30]);
    expect(fields(table, "species")).toEqual(["a", "b", "a"]);
  });

  test("reads Impala's timestamps and a table without rows", async () => {
    expect(fields(await tableFromParquet(file("int96"), "a"), "t")).toEqual(["2024-01-02T03:04:05.678901"].map(dated));
    const empty = await tableFromParquet(file("empty"), "a");
    expect([empty.rows, empty.names, empty.columns.length]).toEqual([0, ["a"], 1]);
  });

  test("reads what another writer has written, with missing values", async () => {
    const value = fc.option(fc.double(), { nil: null, freq: 5 });
    const string = fc.option(fc.constantFrom("a", "b", "", "é", "12"), { nil: null });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, string), { minLength: 1, maxLength: 50 }), async (rows) => {
        const bytes = parquetWriteBuffer({
          columnData: [
            { name: "x", data: rows.map(([x]) => x), type: "DOUBLE", nullable: true },
            { name: "s", data: rows.map(([, s]) => s), type: "STRING", nullable: true },
          ],
          rowGroupSize: 7,
        });
        const table = await tableFromParquet(new Uint8Array(bytes), "a");
        expect(fields(table, "x")).toEqual(rows.map(([x]) => (x === null || Number.isNaN(x) ? undefined : x)));
        expect(fields(table, "s")).toEqual(rows.map(([, s]) => s ?? undefined));
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    [
      "nested",
      'a.parquet has nested columns (lists, maps or structs): "l", "s". Write the table without them, or with a column for ' +
        "each of their values.",
    ],
    ["twice", 'a.parquet has two columns "a". Rename one of them.'],
    ["binary", 'a.parquet has bytes that are no text in column "bin", which cannot be read. Numbers, booleans'],
    ["fixed", 'a.parquet has values of type FIXED_LEN_BYTE_ARRAY in column "hash", which cannot be read.'],
    [
      "rows",
      "a.parquet has 300000000 rows of 1 columns, 2400000000 bytes; at most 134217728 can be read of a file so small.",
    ],
  ])("refuses %s", async (name, message) => {
    await expect(tableFromParquet(file(name), "a.parquet")).rejects.toThrow(DataError);
    await expect(tableFromParquet(file(name), "a.parquet")).rejects.toThrow(message);
  });

  test.each([
    ["the beginning only", file("none").subarray(0, 900)],
    ["the end only", file("none").subarray(-900)],
    ["nothing but the magic", new TextEncoder().encode("PAR1PAR1")],
    ["four bytes", new TextEncoder().encode("PAR1")],
    ["nothing", new Uint8Array()],
  ])("refuses %s of a file", async (_, bytes) => {
    await expect(tableFromParquet(bytes, "a.parquet")).rejects.toThrow(FormatError);
    await expect(tableFromParquet(bytes, "a.parquet")).rejects.toThrow(
      /^a\.parquet is Parquet that is damaged or cut short \(/,
    );
  });

  test("what damage to the footer leads our code to is said of the file, not of the code", async () => {
    const whole = file("types");
    const footer = 8 + new DataView(whole.buffer, whole.byteOffset).getUint32(whole.length - 8, true);
    const reasons = new Set<string>();
    for (let at = whole.length - footer; at < whole.length - 8; at++) {
      for (const byte of [0, 0x15, 0xff]) {
        const damaged = whole.slice();
        damaged[at] = byte;
        await tableFromParquet(damaged, "a.parquet").catch((error: unknown) => reasons.add(String(error)));
      }
    }
    expect([...reasons].join("\n")).toContain("(what it says of itself is not so)");
    expect(
      [...reasons].filter((reason) => /undefined|not a function|not iterable|out of|Invalid/.test(reason)),
    ).toEqual([]);
  });

  test("damage to the footer gives an IsthmusError or a table of as many rows, never anything else", async () => {
    const files = ["types", "none", "zstd"].map(file);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        async (original, changes) => {
          const damaged = original.slice();
          const footer = 8 + new DataView(damaged.buffer).getUint32(damaged.length - 8, true);
          for (const [at, byte] of changes) damaged[damaged.length - 1 - (at % footer)] = byte;
          try {
            const { rows, columns } = await tableFromParquet(damaged, "a");
            for (const { numbers } of columns) expect(numbers.length).toBe(rows);
          } catch (error) {
            if (!(error instanceof IsthmusError)) throw error;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
