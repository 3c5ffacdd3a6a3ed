import { expect, test } from "vitest";
import type { Section } from "../../src/experiments/result.js";
import { resultJson } from "../../src/experiments/result-json.js";

const figure = { kind: "figure", name: "digits", shape: { height: 1, width: 2, channels: 1 } } as const;
const rows = [
  { label: "Original", images: new Float32Array(2), captions: ["5"] },
  { label: "Drawn", images: new Uint8Array(2) },
];
const table = {
  kind: "table",
  columns: [],
  rows: [{ bce: Number.POSITIVE_INFINITY }, { bce: 0.125 }, { bce: null }],
} as const;
const grid = { kind: "grid", title: "Numbers", rows: [[0, 0.004]] } as const;
const scatter = { kind: "scatter", name: "codes", title: "", xLabel: "", yLabel: "" } as const;
const points = { x: Float32Array.of(0.5, 2), y: Float32Array.of(1, 2), labels: Uint8Array.of(7, 0) };
const sections: readonly Section[] = [
  { title: "One", blocks: [{ ...figure, rows }, table, grid, { ...scatter, ...points }] },
];
const json = resultJson("pca", { finding: "So.", sections }, { quick: true, finishedAt: new Date(0) });

test("has all numbers, names pictures by their files, and writes what JSON can't as text", () => {
  expect(JSON.parse(json)).toEqual({
    experiment: "pca",
    quick: true,
    finishedAt: "1970-01-01T00:00:00.000Z",
    finding: "So.",
    sections: [
      {
        title: "One",
        blocks: [
          { ...figure, rows: [{ label: "Original", captions: ["5"] }, { label: "Drawn" }], file: "digits.png" },
          { ...table, rows: [{ bce: "Infinity" }, { bce: 0.125 }, { bce: null }] },
          grid,
          { ...scatter, x: [0.5, 2], y: [1, 2], labels: [7, 0], file: "codes.png" },
        ],
      },
    ],
  });
});

test("has lists of numbers on one line", () => {
  expect(json).toContain('"x": [ 0.5, 2 ]');
  expect(json.endsWith("}\n")).toBe(true);
});
