import { expect, test } from "vitest";
import { count, duration, loss, perStep, quantity, wholeSeconds } from "../../src/cli/format.js";
import { table } from "../../src/cli/table.js";

test.each([
  [0, "0.0 s"],
  [0.0834, "83 ms"],
  [0.9994, "999 ms"],
  [0.9996, "1.0 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min 00 s"],
  [423, "7 min 03 s"],
  [3599.6, "1 h 00 min"],
  [7500, "2 h 05 min"],
  [Number.NaN, "–"],
])("duration(%d) is %s", (seconds, text) => expect(duration(seconds)).toBe(text));

test("an estimate has no fractions of a second", () => {
  expect([0.2, 4.4, 423, Number.POSITIVE_INFINITY].map(wholeSeconds)).toEqual(["0 s", "4 s", "7 min 03 s", "–"]);
});

test("counts, steps, losses and quantities", () => {
  expect(count(6699.7)).toBe("6,700");
  expect([0.038, 0.00041, 0.0098].map(perStep)).toEqual(["38 ms", "0.41 ms", "9.8 ms"]);
  expect([0.18339, 0, 1.234e-5].map(loss)).toEqual(["0.1834", "0.0000", "1.234e-5"]);
  const work = [999, 1000, 12_800_000, 999_600, 3.5e15].map((value) => quantity(value, "FLOP"));
  expect(work).toEqual(["999 FLOP", "1.00 kFLOP", "12.8 MFLOP", "1.00 MFLOP", "3500 TFLOP"]);
});

test("a table aligns its columns and has no trailing blanks", () => {
  const columns = [{ title: "call" }, { title: "n", align: "right" as const }, { title: "" }];
  const rows = [
    ["encoder", "7", ""],
    ["d", "1,024", "FAIL"],
  ];
  expect(table(columns, rows)).toBe("call         n\n───────  ─────  ────\nencoder      7\nd        1,024  FAIL");
});
