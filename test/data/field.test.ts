import { expect, test } from "vitest";
import { isMissing, numberIn, secondsIn } from "../../src/data/field.js";

test.each<readonly [string, number]>([
  ["1", 1],
  [" -2.5e-3 ", -0.0025],
  [".5", 0.5],
  ["5.", 5],
  ["+7", 7],
  ["0", 0],
  ["inf", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["1e999", Number.POSITIVE_INFINITY],
  ...["", " ", "0x10", " 0x10", "0b1", "0o7", "0X1F", "1_000", "1,5", "1.2.3", "NaN", "1e", "--1", "١"].map(
    (text) => [text, Number.NaN] as const,
  ),
])("the number in %j is %d", (text, value) => {
  expect(numberIn(text, "point")).toBe(value);
});

test("decimal commas", () => {
  expect(["1,5", "-0,25", "1,5e3", "7", "1.5", "1.000,5"].map((text) => numberIn(text, "comma"))).toEqual([
    1.5,
    -0.25,
    1500,
    7,
    Number.NaN,
    Number.NaN,
  ]);
});

test("what stands for a missing value", () => {
  for (const text of ["", "  ", "NaN", "nan", "NA", "N/A", "#N/A", "null", "None", "?", "-", "--", "<NA>"]) {
    expect(isMissing(text), text).toBe(true);
  }
  for (const text of ["0", "x", "Nancy", "unknown", "-1"]) expect(isMissing(text), text).toBe(false);
});

test("dates are seconds since 1970, in UTC unless they say otherwise", () => {
  for (const [text, iso] of [
    ["2024-02-29", "2024-02-29T00:00:00Z"],
    ["2024-02-29 12:30", "2024-02-29T12:30:00Z"],
    ["2024-02-29T12:30:15.25", "2024-02-29T12:30:15.250Z"],
    ["2024-02-29T12:30:15Z", "2024-02-29T12:30:15Z"],
    ["2024-02-29 12:30:15+02:00", "2024-02-29T10:30:15Z"],
    ["2024-02-29T12:30:15-0530", "2024-02-29T18:00:15Z"],
  ] as const) {
    expect(secondsIn(text), text).toBe(Date.parse(iso) / 1000);
  }
  for (const text of [
    "29.02.2024",
    "2024-13-01",
    "2024-02-30",
    "2023-02-29",
    "2024-04-31",
    "2024",
    "1700000000",
    "2024-02-29 25:00",
  ]) {
    expect(secondsIn(text), text).toBe(Number.NaN);
  }
});
