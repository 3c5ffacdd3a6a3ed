/** How results are written: numbers, CSV, NPY, and in which units. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvPieces, textField } from "../../src/cli/csv-file.js";
import { numberText } from "../../src/cli/number-text.js";
import { asWritten, unitsOf } from "../../src/cli/units.js";
import { parseNpy } from "../../src/data/npy.js";
import { npyFile } from "../../src/data/npy-writer.js";
import { datasetFromCsv, type Scaling } from "../../src/data.js";

const allFloats = fc.float({ noDefaultInfinity: false, noNaN: false });

describe("numberText", () => {
  test("reads back as the same number, to the bit", () => {
    fc.assert(fc.property(allFloats, (value) => Object.is(Math.fround(Number(numberText(value, true))), value)));
    fc.assert(fc.property(fc.double(), (value) => Object.is(Number(numberText(value, false)), value)));
  });

  test("with no more digits than that takes", () => {
    const digits = (text: string) =>
      text
        .replace(/e.*$/, "")
        .replace(/[-.]/g, "")
        .replace(/^0+|0+$/g, "").length;
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const used = digits(numberText(value, true));
        if (used < 2) return;
        expect(Math.fround(Number(value.toPrecision(used - 1)))).not.toBe(value);
      }),
    );
  });

  test.each([
    [Math.fround(0.1), "0.1"],
    [16_777_216, "16777216"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [-0, "-0"],
    [Math.fround(1e-45), "1e-45"],
    [Math.fround(1 / 3), "0.33333334"],
    [Math.fround(3.4028235e38), "3.4028235e+38"],
  ])("%d is %s", (value, text) => expect(numberText(value, true)).toBe(text));
});

describe("CSV", () => {
  test.each([
    ["plain", "plain"],
    ["a, b", '"a, b"'],
    ['say "x"', '"say ""x"""'],
    ["two\nlines", '"two\nlines"'],
    [" padded", '" padded"'],
    ["=1+2", "'=1+2"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["-x", "'-x"],
    ['=HYPERLINK("a","b")', `"'=HYPERLINK(""a"",""b"")"`],
    ["-1.5", "-1.5"],
    ["+3e2", "+3e2"],
    ["\t=1", `"'\t=1"`],
    ["\rx", `"'\rx"`],
    ["\nx", `"'\nx"`],
    [" =1", `' =1`],
    ["\u00a0+x", "'\u00a0+x"],
    ["\ufeff@x", "'\ufeff@x"],
    ["\uff1d1+1", "'\uff1d1+1"],
    ["a;=1+1", '"a;=1+1"'],
    ["a\t=1+1", '"a\t=1+1"'],
    ["-", "'-"],
    ["a-b", "a-b"],
  ])("the text %j becomes %s", (text, field) => expect(textField(text)).toBe(field));

  test("negative numbers are numbers, and a large table comes in pieces that are one table", () => {
    const count = 2500;
    const numbers = (row: number) => -row / 8;
    const pieces = [...csvPieces([{ name: "a", single: true, numbers }], count)];
    expect(pieces.length).toBeGreaterThan(2);
    const { data } = datasetFromCsv(pieces.join(""), { scale: "none" });
    expect([...data]).toEqual(Array.from({ length: count }, (_, row) => Math.fround(numbers(row))));
  });

  test("any texts and numbers read back as they were", () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "é", ",", '"', "\n", " ") }), { minLength: 1 });
    fc.assert(
      fc.property(texts, (given) => {
        const labelled = given.map((text) => `x${text}x`); // no label is blank, or empty but for spaces
        const columns = [
          { name: "v", single: false, numbers: (row: number) => row + 0.5 },
          { name: "label", texts: (row: number) => labelled[row] ?? "" },
        ];
        const { labels, classes } = datasetFromCsv([...csvPieces(columns, given.length)].join(""), { separator: "," });
        expect(Array.from(labels ?? [], (label) => classes?.[label])).toEqual(labelled);
      }),
      { numRuns: 50 },
    );
  });
});

describe("NPY", () => {
  test.each([
    [Float32Array.of(1.5, -2, 3e-9), [3, 1], "f4"],
    [Float64Array.of(1.7e9 + 0.25, 2, 3, 4, 5, 6), [2, 3], "f8"],
    [Float32Array.of(7), [1], "f4"],
    [new Float32Array(0), [0, 4], "f4"],
  ] as const)("%o of shape %j", (data, shape, type) => {
    const bytes = npyFile(data, shape);
    expect(parseNpy(bytes, "a.npy")).toMatchObject({ shape: [...shape], type });
    expect([...parseNpy(bytes, "a.npy").data]).toEqual([...data]);
    // numpy.lib.format: the header ends in a line feed, at a multiple of 64 bytes.
    const end = bytes.length - data.byteLength;
    expect([end % 64, bytes[end - 1]]).toEqual([0, 10]);
  });
});

describe("own units", () => {
  const columns: Scaling = { method: "columns", low: [10, -1, 4], high: [30, 1, 4] };
  test("undo the scaling", () => {
    const values = Float32Array.of(0, 0.5, 0, 1, 1, 0.25);
    expect([...asWritten(values, { scaling: columns }, 3)]).toEqual([10, 0, 4, 30, 1, 4.25]);
    expect([...unitsOf(columns, 3)]).toEqual([20, 2, 1]);
    expect([...unitsOf({ method: "standard", mean: [5, 5], deviation: [2, 0] }, 2)]).toEqual([2, 1]);
  });

  test("pixels are 0 to 255", () => {
    expect([...asWritten(Float32Array.of(0, 1, 0.2), { scaling: { method: "bytes" } }, 3)]).toEqual([0, 255, 51]);
  });

  test("where 32 bits would lose what the data tell, there are 64", () => {
    const [low, high] = [[1_700_000_000], [1_700_003_600]];
    const written = asWritten(
      Float32Array.of(1 / 3600),
      { scaling: { method: "columns", low, high }, ranges: { low, high } },
      1,
    );
    expect(written).toBeInstanceOf(Float64Array);
    // A 32-bit float of 1/3600 is right to 2^-25 of itself.
    expect(Math.abs((written[0] ?? 0) - 1_700_000_001)).toBeLessThan(2 ** -24);
  });
});
