import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tableFromCsv } from "../../src/data/csv.js";
import type { PrepareOptions } from "../../src/data/preparation/fit.js";
import { datasetFromCsv, prepared } from "../../src/data/read.js";
import { ArgumentError, DataError, FormatError, type IsthmusError, ShapeError } from "../../src/errors.js";

const bytes = (text: string) => new TextEncoder().encode(text);

const missing = (place: string) =>
  new DataError(
    `a.csv, ${place} is missing. Fill it in, leave the row out, or choose when training what becomes of missing values: "mean" puts the ` +
      'column\'s mean there, "mask" leaves them out of the loss (--missing mean, --missing mask).',
  );

describe("datasetFromCsv", () => {
  test("reads what was written, whatever the separator, the line ends and the quotes", () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0); // -0 is written "0"
    const tables = fc.integer({ min: 2, max: 6 }).chain((width) => {
      const row = fc.array(number, { minLength: width, maxLength: width });
      return fc.array(row, { minLength: 2, maxLength: 12 });
    });
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom(",", ";", "\t", "|"),
        fc.constantFrom("\n", "\r\n"),
        fc.record({ quoted: fc.boolean(), header: fc.boolean(), asBytes: fc.boolean(), lastEnd: fc.boolean() }),
        (table, separator, end, { quoted, header, asBytes, lastEnd }) => {
          const shown = (value: number) => (quoted ? `"${value}"` : String(value));
          const names = (table[0] ?? []).map((_, column) => `column ${column}`);
          const lines = table.map((row) => row.map(shown).join(separator));
          const text = [...(header ? [names.join(separator)] : []), ...lines].join(end) + (lastEnd ? end : "");
          const dataset = datasetFromCsv(asBytes ? bytes(text) : text, { scale: "none" });
          expect(dataset).toEqual({
            data: Float32Array.from(table.flat()),
            shape: [table[0]?.length],
            count: table.length,
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  test("one column, blank rows, spaces, a byte-order mark, UTF-16", () => {
    const data = (text: string | Uint8Array) => datasetFromCsv(text).data;
    expect(datasetFromCsv("0.5\n0.25\n")).toEqual({ data: Float32Array.of(0.5, 0.25), shape: [1], count: 2 });
    expect(data("\n 0.5 , 1\n\n  \n-1e-1,.5\n\n")).toEqual(Float32Array.of(0.5, 1, -0.1, 0.5));
    expect(data("\ufeff1,2\n3,4")).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(data(bytes("\ufeff1,2\n3,4"))).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(data(new Uint8Array(Buffer.from("\ufeff1,2\n3,4", "utf16le")))).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  test("values in the thousands of rows keep their places", () => {
    const rows = Array.from({ length: 3000 }, (_, row) => `${row},${-row},0.5`);
    const { data, count } = datasetFromCsv(rows.join("\n"));
    expect([count, data[3 * 2999], data[3 * 2999 + 1], data[3 * 1500]]).toEqual([3000, 2999, -2999, 1500]);
  });

  test("a header is found by its texts, and can be told", () => {
    const count = (text: string, header?: boolean) =>
      datasetFromCsv(text, header === undefined ? {} : { header }).count;
    expect(count("a,b\n1,2\n3,4")).toBe(2);
    expect(count("a,0,1\n1,2,3")).toBe(1);
    expect(count("1,2\n3,4")).toBe(2);
    expect(count("1,2\n3,4", true)).toBe(1);
    expect(() => count("a,b\n1,2", false)).toThrow('row 1, column 1 is "a", which is not a number');
  });

  test("pixels are whole numbers to 255 that go beyond 127; everything else is taken as it is, unless told", () => {
    const data = (text: string, scale?: "auto" | "bytes" | "none" | "columns") =>
      datasetFromCsv(text, scale && { scale }).data;
    expect(data("0,128\n255,3")).toEqual(Uint8Array.of(0, 128, 255, 3));
    expect(data("0,127\n16,3")).toEqual(Float32Array.of(0, 127, 16, 3));
    expect(data("0,256\n255,3")).toEqual(Float32Array.of(0, 256, 255, 3));
    expect(data("0,-1\n255,3")).toEqual(Float32Array.of(0, -1, 255, 3));
    expect(data("0,0.5\n255,3")).toEqual(Float32Array.of(0, 0.5, 255, 3));
    expect(data("0,200", "none")).toEqual(Float32Array.of(0, 200));
    expect(data("0,16", "bytes")).toEqual(Uint8Array.of(0, 16));
    expect(data("1,7,-2\n3,7,2\n2,7,0", "columns")).toEqual(Float32Array.of(0, 0, 0, 1, 0, 1, 0.5, 0, 0.5));
  });

  test("labels come from the column that is called so, or that is named", () => {
    const labels = (text: string, labelColumn?: string | number) =>
      datasetFromCsv(text, labelColumn === undefined ? {} : { labelColumn });
    const expected = { data: Float32Array.of(0.5, 1, 0.25, 0), shape: [2], count: 2, labels: Uint8Array.of(7, 255) };
    expect(labels("Label,a,b\n7,0.5,1\n255,0.25,0")).toEqual(expected);
    expect(labels("a,class,b\n0.5,7,1\n0.25,255,0")).toEqual(expected);
    expect(labels("a,kind,b\n0.5,7,1\n0.25,255,0", "kind")).toEqual(expected);
    expect(labels("0.5,1,7\n0.25,0,255", 2)).toEqual(expected);
    // Without a header; the text in the label column makes none.
    expect(labels("0.5,1,virginica\n0.25,0,setosa", 2)).toEqual({
      ...expected,
      labels: Uint8Array.of(1, 0),
      classes: ["setosa", "virginica"],
    });
    // As pandas writes a column of integers that once had a gap.
    expect(labels("label,a\n10.0,0\n2.0,1\n1,0\n255.00,0").labels).toEqual(Uint8Array.of(10, 2, 1, 255));
    expect(labels("label,a\n1.5,0\n0,1")).toMatchObject({ labels: Uint8Array.of(1, 0), classes: ["0", "1.5"] });
    // Numbers beyond a class index are names, too.
    expect(labels("label,a\n1000,0\n-1,0")).toMatchObject({ labels: Uint8Array.of(1, 0), classes: ["-1", "1000"] });
  });

  test("line ends of several kinds, and Excel's first line", () => {
    const expected = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2], count: 3 };
    for (const text of [
      "a,b\r\n1,2\n3,4\r5,6\r\n",
      "a,b\r1,2\r3,4\r5,6",
      "sep=;\r\na;b\r\n1;2\r\n3;4\r\n5;6",
      "sep=|\n1|2\n3|4\n5|6",
    ]) {
      expect(datasetFromCsv(text), JSON.stringify(text)).toEqual(expected);
    }
    expect(datasetFromCsv('a,"b"\r\n1,"2"\n"3",4\r\n5,6').data).toEqual(expected.data);
    expect(() => datasetFromCsv("sep=;\na;b\n1;x", { name: "t.csv" })).toThrow("t.csv, row 3, column 2 (b)");
  });

  test("columns of one name are told apart as pandas does, so that a later file finds them", () => {
    const { preparation } = prepared(
      { kind: "table", table: tableFromCsv("a,a,b,a.1,a\n1,2,3,4,5\n6,7,8,9,0", "t.csv") },
      "t.csv",
      {},
    );
    expect(preparation.names).toEqual(["a", "a.2", "b", "a.1", "a.3"]);
    const later = tableFromCsv("b,a,a,a.1,a\n30,10,20,40,50", "later.csv");
    expect(preparation.apply({ kind: "table", table: later }, "later.csv").dataset.data).toEqual(
      Float32Array.of(10, 20, 30, 40, 50),
    );
  });

  test("a shape may be given", () => {
    expect(datasetFromCsv("1,2,3,4", { shape: [2, 2, 1] })).toMatchObject({ shape: [2, 2, 1], count: 1 });
  });

  const cases: [what: string, table: string | Uint8Array, options: PrepareOptions, error: IsthmusError][] = [
    ["no characters", "", {}, new DataError("a.csv is empty. Give a table with a row a sample.")],
    ["blank rows alone", "\n\n \n", {}, new DataError("a.csv is empty. Give a table with a row a sample.")],
    [
      "a header alone",
      "a,b\n",
      {},
      new DataError("a.csv has a header (a, b) but no row of values. Give at least one."),
    ],
    [
      "a row too short",
      "a,b\n1,2\n\n3\n",
      {},
      new FormatError(
        "a.csv, row 4 has 1 field, the first row has 2. Give every row the same fields, with the same separator.",
      ),
    ],
    [
      "a row too long",
      "1,2\n3,4,5",
      {},
      new FormatError(
        "a.csv, row 2 has 3 fields, the first row has 2. Give every row the same fields, with the same separator.",
      ),
    ],
    [
      "a text in a column of numbers",
      "width,height\n1,2\n3,four",
      {},
      new DataError(
        'a.csv, row 3, column 2 (height) is "four", which is not a number. ' +
          'Leave the column out (drop: ["height"], or --drop "height"), name it as the labels (labelColumn: "height", or ' +
          '--label-column "height"), or make a value of each different text (text: "categories", or --text categories).',
      ),
    ],
    [
      "a long text",
      `1\n${"x".repeat(1000)}`,
      {},
      new DataError(
        `a.csv, row 2, column 1 is "${"x".repeat(40)}…", which is not a number. ` +
          'Leave the column out (drop: ["1"], or --drop 1), name it as the labels (labelColumn: "1", or --label-column 1), ' +
          'or make a value of each different text (text: "categories", or --text categories).',
      ),
    ],
    [
      "decimals written in two ways",
      "a;b\n1,5;2.5",
      {},
      new DataError(
        'a.csv, row 2, column 1 (a) is "1,5", which is not a number. Write all decimals one way, with a point or with a comma.',
      ),
    ],
    [
      "spaces between values, and rows that differ",
      "1.0 2.0\n3.0",
      { header: false },
      new FormatError(
        "a.csv, row 2 has 1 field, the first row has 2. Give every row the same fields, with the same separator.",
      ),
    ],
    ["a field left out", "1,2\n3,\n", {}, missing("row 2, column 2")],
    ["a field left out in the first row", "1,,3\n1,2,3\n", {}, missing("row 1, column 2")],
    [
      "a label left out",
      "label,a\n1,2\n ,3\n",
      {},
      new DataError(
        "a.csv, row 3, column 1 (label) is missing: every sample needs a label. Fill it in, or leave the row out.",
      ),
    ],
    ...["NaN", "nan", "NA", "null", "?", "-"].map((text): [string, string, PrepareOptions, IsthmusError] => [
      text,
      `${text},1\n2,3`,
      {},
      missing("row 1, column 1"),
    ]),
    ...[
      ["-inf", "-Infinity"],
      ["Infinity", "Infinity"],
    ].map(([text, value]): [string, string, PrepareOptions, IsthmusError] => [
      String(text),
      `${text},1\n2,3`,
      {},
      new DataError(
        `a.csv, row 1, column 1 is ${value}; every value must be finite. Replace it, or leave the row out.`,
      ),
    ]),
    [
      "a number beyond 32-bit floats",
      "1,1e39",
      {},
      new DataError(
        'a.csv, row 1, column 2 is 1e+39, too large for a 32-bit float. Scale it: "columns" stretches every column to 0…1 (--scale columns).',
      ),
    ],
    [
      "a quote never closed",
      '1,2\n"3,4\n5,6',
      {},
      new FormatError("a.csv, row 2: a quote is opened and never closed. Quotes belong around whole fields."),
    ],
    [
      "text after a quote",
      '1,2\n"3"4,5\n',
      {},
      new FormatError("a.csv, row 2: text follows a closing quote. Quotes belong around whole fields."),
    ],
    ...["<!DOCTYPE html><p>404</p>", "<?xml version='1.0'?><a/>", "  <html>\n<body>1,2"].map(
      (text): [string, string, PrepareOptions, IsthmusError] => [
        text,
        text,
        {},
        new FormatError("a.csv is a web page or XML, no table. Download the table itself, as CSV."),
      ],
    ),
    ...['{"a": [1, 2]}', "[[1,2],[3,4]]", '[{"a": 1}]'].map((text): [string, string, PrepareOptions, IsthmusError] => [
      text,
      text,
      {},
      new FormatError("a.csv is JSON, no table. Save it as CSV (pandas: frame.to_csv(index=False))."),
    ]),
    [
      "bytes that are no text",
      Uint8Array.of(49, 44, 0, 50),
      {},
      new FormatError("a.csv is not a text: byte 2 is 0. Give a table as CSV; a spreadsheet can export one."),
    ],
    [
      "more than is allowed",
      bytes("1,2\n3,4"),
      { limit: 6 },
      new FormatError(
        "a.csv has 7 bytes; a table of at most 6 can be read. Give fewer rows, or the same values as an NPY file (numpy.save) or a Parquet file.",
      ),
    ],
    [
      "another shape",
      "1,2,3",
      { shape: [2, 2] },
      new ShapeError("a.csv has 3 values a sample, which don't make the shape [2, 2]: that has 4."),
    ],
    [
      "no pixels where pixels are asked for",
      "a,label,b\n1,0,2\n\n3,0,-4",
      { scale: "bytes" },
      new DataError(
        "a.csv, row 4, column 3 (b) is -4, which is no pixel: pixels are whole numbers from 0 to 255. Scale them otherwise when training: " +
          '"range" by one range for all, "columns" by one for each (--scale range, --scale columns).',
      ),
    ],
    [
      "a label column that is not there",
      "a,b\n1,2",
      { labelColumn: "c" },
      new ArgumentError('a.csv has no column "c" for the labels; its columns are a, b.'),
    ],
    [
      "a named label column without a header",
      "1,2",
      { labelColumn: "c" },
      new ArgumentError(
        'a.csv has no header, so that no column is named "c". Give the column\'s number, from 1; or, if its first row names the ' +
          "columns, say so (--header yes).",
      ),
    ],
    ...[2, -1, 0.5].map((labelColumn): [string, string, PrepareOptions, IsthmusError] => [
      `label column ${labelColumn}`,
      "1,2",
      { labelColumn },
      new ArgumentError(`a.csv has no column ${labelColumn} for the labels: its columns are 0 to 1, counted from 0.`),
    ]),
    [
      "labels alone",
      "label\n1\n2",
      {},
      new DataError("a.csv has no column left to learn from. Give a table with at least one value a row."),
    ],
    [
      "more classes than there can be",
      ["label,a", ...Array.from({ length: 257 }, (_, row) => `n${row},1`)].join("\n"),
      {},
      new DataError(
        "a.csv has 257 different labels; at most 256 classes are possible. Is it the right column? Name another (--label-column " +
          "NAME), or none (--label-column none).",
      ),
    ],
    [
      "an unknown scale",
      "1,2",
      { scale: "minmax" as never },
      new ArgumentError('Unknown scale "minmax"; known: auto, bytes, none, columns, range, standard.'),
    ],
  ];
  test.each(cases)("%s: refused", (_, table, options, error) => {
    expect(() => datasetFromCsv(table, { name: "a.csv", ...options })).toThrow(error);
  });
});

describe("a text that becomes large", () => {
  const read = (text: string) => () => tableFromCsv(text, "a.csv");

  test.each([
    [
      "more columns than are read",
      `${"0,".repeat(2 ** 16)}0\n`,
      "a.csv, row 1 has 65,537 fields; at most 65,536 are read.",
    ],
    ["such a line further on", `1,2\n${"0,".repeat(2 ** 16)}0\n`, "a.csv, row 2 has 65,537 fields"],
    ["more lines", "0\n".repeat(2 ** 24), "a.csv has more than 16,777,216 rows; at most 16,777,216 are read."],
    ["blank lines alone", "\n".repeat(2 ** 24), "a.csv has more than 16,777,216 rows"],
    [
      "more fields",
      `${"0,".repeat(2 ** 15 - 1)}0\n`.repeat(2 ** 11 + 1),
      "a.csv has too many fields; at most 67,108,864",
    ],
    ["a line of blanks", " ".repeat(2 ** 22 + 1), "a.csv, row 1 has 4,194,305 characters"],
    ["blank rows beyond number", "\n \n".repeat(2 ** 19 + 1), "a.csv has more than 1,048,576 blank rows."],
    [
      "a row of many fields, whose lines have few each",
      `${`${"1,".repeat(60_000)}"\n",`.repeat(4)}1\n`,
      "a.csv, row 1 has 240,005 fields; at most 65,536",
    ],
    ["a quote out of place in each of its lines", `1,2\n${'"b\n'.repeat(100_000)}`, "a.csv, row 2: text follows"],
    ["a quote that nothing closes", `1,2\n"${"b\n".repeat(100_000)}`, "a.csv, row 2: a quote is opened and never"],
    ["blank lines alone, of old Macs", "\r".repeat(2 ** 24), "a.csv has more than 16,777,216"],
    ["a row that goes on over lines between quotes", `1,2\n"${"x\n".repeat(2 ** 21)}",2\n`, "a.csv, row 2 has 4,194,"],
    ["quotes that are wrong, one after the other", `1,2\n"${'" '.repeat(2 ** 20)}\n`, "a.csv, row 2: text follows"],
    ["such quotes behind line ends in quotes", `a,b\n"x\n""y","z"\n1,"3"4\n`, "a.csv, row 3: text follows"],
  ])("with %s is refused before it is split", (_, text, message) => {
    expect(read(text)).toThrow(FormatError);
    expect(read(text)).toThrow(message);
  });

  test("with a long field is looked through once", () => {
    expect(tableFromCsv(`a b\n1${" ".repeat(2 ** 20)}2\n`, "a.csv").columns).toHaveLength(2);
    const { columns } = tableFromCsv(`a,b\n${"1".repeat(2 ** 20)}x,2\n`, "a.csv");
    expect(columns[0]?.texts?.dictionary[0]).toHaveLength(2 ** 20 + 1);
  });

  test("keeps characters of all sizes where line ends are made alike", () => {
    const { names, rows } = tableFromCsv("é,€\r\n1,2\r3,4\n5,6\r\r\n", "a.csv");
    expect([names, rows]).toEqual([["é", "€"], 3]);
    expect(tableFromCsv("😀,\ufeffx\r\n1,2\r", "a.csv").names).toEqual(["😀", "x"]);
  });

  test("with 65,536 columns is read, all of one name too", () => {
    const { names, columns, rows } = tableFromCsv(
      `${"a,".repeat(2 ** 16 - 1)}a\n${"1,".repeat(2 ** 16 - 1)}1\n`,
      "a.csv",
    );
    expect([columns.length, rows, names?.[1], names?.at(-1)]).toEqual([2 ** 16, 1, "a.1", "a.65535"]);
  });

  test("of long runs of blanks takes no longer than it is", () => {
    const run = " \t".repeat(200_000);
    const { columns, rows } = tableFromCsv(`1${run}2\n${run}3 4${run}\n`, "a.csv");
    expect([rows, ...columns.map(({ numbers }) => [...numbers])]).toEqual([2, [1, 3], [2, 4]]);
  });

  test("has quotes with blanks behind them, quotes and lines within them, and quotes within fields", () => {
    const { columns, rows } = tableFromCsv('1,"a ""b""\n, c" ,x"y"\n2,"" ,""""\n', "a.csv", { header: false });
    expect([rows, columns.length]).toEqual([2, 3]);
    expect(columns.map(({ texts }) => texts?.dictionary)).toEqual([undefined, ['a "b"\n, c'], ['x"y"', '"']]);
  });

  test("counts its rows as an editor does, over blank ones and a header", () => {
    const { rowNumber, rows } = tableFromCsv("x,y\n\n1,2\n3,4\n\n\n5,6\n", "a.csv");
    expect([rows, rowNumber(0), rowNumber(1), rowNumber(2)]).toEqual([3, 3, 4, 7]);
  });

  test("of tabs and blanks between its fields loses none, however they are counted beforehand", () => {
    const between = (row: number) => (row % 2 === 0 ? " " : "\t");
    const text = Array.from({ length: 50 }, (_, row) =>
      [0, 1, 2, 3, 4].map((more) => row + more).join(between(row)),
    ).join("\n");
    const { columns, rows } = tableFromCsv(text, "a.csv");
    expect([rows, columns.length]).toEqual([50, 5]);
    expect(columns.map(({ numbers }) => numbers[49])).toEqual([49, 50, 51, 52, 53]);
    const quoted = `${'"a,b,c,d",1\n'.repeat(10)}`;
    expect(tableFromCsv(quoted, "a.csv").columns[1]?.numbers).toEqual(new Float64Array(10).fill(1));
  });
});
