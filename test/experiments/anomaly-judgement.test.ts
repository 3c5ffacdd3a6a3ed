import { describe, expect, it } from "vitest";
import { flagScores, roc } from "../../src/data/roc.js";
import {
  byError,
  errorChart,
  falseAlarms,
  figures,
  type Judgement,
  rocChart,
} from "../../src/experiments/anomaly-judgement.js";

/** Errors of normal samples and of unusual ones, held against a threshold. */
function judgement(normal: readonly number[], unusual: readonly number[], threshold: number): Judgement {
  const samples = Float32Array.from([...normal, ...unusual]);
  const labels = Uint8Array.from([...normal.map(() => 0), ...unusual.map(() => 1)]);
  const flags = Uint8Array.from(samples, (error) => (error > threshold ? 1 : 0));
  return {
    ...{ name: "some", trainedOn: 7, labels, flags, threshold },
    errors: { metric: "meanSquaredError", samples, columns: new Float32Array(1) },
    curve: roc(samples, labels),
    scores: flagScores(flags, labels),
  };
}

const sum = (values: readonly number[] = []) => values.reduce((total, value) => total + value, 0);

describe("the chart of errors", () => {
  const chart = errorChart("errors", judgement([0.01, 0.01, 0.02, 0], [0.5, 10], 0.1));

  it("shares out each kind over the powers of ten, from the smallest to the largest", () => {
    const [normal, unusual] = chart.series;
    expect(chart.series.map(({ name }) => name)).toEqual(["normal", "unusual"]);
    expect(sum(normal?.y)).toBeCloseTo(1, 12);
    expect(sum(unusual?.y)).toBeCloseTo(1, 12);
    // An error of 0 counts as the smallest other one, 10⁻²; three of four normal ones are there.
    expect(normal?.y[0]).toBeCloseTo(0.75, 12);
    expect(unusual?.y.at(-1)).toBeCloseTo(0.5, 12);
    const middle = 3 / 25 / 2;
    expect(normal?.x[0]).toBeCloseTo(-2 + middle, 6);
    expect(normal?.x.at(-1)).toBeCloseTo(1 - middle, 6);
  });

  it("marks the threshold, and says in words what is beyond it", () => {
    expect(chart.mark).toEqual({ x: -1, label: "threshold 0.1" });
    expect(chart.said).toBe("above the threshold are 0 % of the normal samples and 100 % of the unusual ones");
  });

  it("has a place for errors that are all the same", () => {
    const same = errorChart("errors", judgement([1, 1], [1], 1));
    expect(same.series.map(({ y }) => sum(y))).toEqual([1, 1]);
  });
});

describe("the ROC chart", () => {
  it("goes from corner to corner, through the highest point above each share of false alarms", () => {
    const [series, guessing] = rocChart([judgement([1, 2], [2, 3, 3], 2)]).series;
    expect(series).toEqual({ name: "some", x: [0, 0, 0.5, 1], y: [0, 2 / 3, 1, 1] });
    expect(guessing).toEqual({ name: "guessing", x: [0, 1], y: [0, 1] });
  });

  it("keeps to a number of points that can be drawn, the last one among them", () => {
    const many = Array.from({ length: 5000 }, (_, index) => index);
    const [series] = rocChart([judgement(many, many, 1)]).series;
    expect(series?.x.length).toBeLessThanOrEqual(202);
    expect([series?.x.at(-1), series?.y.at(-1)]).toEqual([1, 1]);
  });
});

it("figures are counts and rates", () => {
  const one = judgement([1, 2, 3, 9], [8, 1], 4);
  expect(falseAlarms(one.scores)).toBe(0.25);
  expect(figures([one]).rows).toEqual([
    {
      ...{ name: "some", trainedOn: 7, tested: 6, unusual: 2, precision: 0.5, recall: 0.5, f1: 0.5, falseAlarms: 0.25 },
      auc: (3 + 0.5) / 8,
      averagePrecision: (1 / 2 + 2 / 6) / 2,
    },
  ]);
});

it("byError begins with the largest error", () => {
  expect(byError(judgement([1, 5, 3], [4], 0), (index) => index !== 1)).toEqual([3, 2, 0]);
});
