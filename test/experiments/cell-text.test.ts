import { expect, test } from "vitest";
import { cellText } from "../../src/experiments/cell-text.js";
import type { Cell, Column } from "../../src/experiments/result.js";

const column = (format?: Column["format"], unit?: string): Column => ({
  key: "x",
  title: "X",
  ...(format && { format }),
  ...(unit !== undefined && { unit }),
});

test.each<[Cell, Column, string]>([
  [null, column(), "–"],
  ["text", column(), "text"],
  [60_000, column(), "60,000"],
  [-0.5, column(), "−0.5"],
  [0.123456, column({ style: "decimal", digits: 4 }), "0.1235"],
  [-0.00001, column({ style: "decimal", digits: 2 }), "0.00"],
  [0.123, column({ style: "percent", digits: 1 }), "12.3 %"],
  [-1.5e-7, column({ style: "scientific", digits: 1 }), "−1.5e-7"],
  [0, column({ style: "scientific", digits: 1 }), "0"],
  [11.86, column({ style: "decimal", digits: 1 }, "dB"), "11.9 dB"],
  [45, column({ style: "decimal", digits: 1 }, "°"), "45.0°"],
  [Number.NaN, column({ style: "decimal", digits: 4 }), "NaN"],
  [Number.NEGATIVE_INFINITY, column({ style: "decimal", digits: 4 }), "−∞"],
])("%s in %j is %s", (cell, where, expected) => expect(cellText(cell, where)).toBe(expected));
