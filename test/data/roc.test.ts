import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { averagePrecision, bestPoint, flagScores, quantile, roc, rocAuc } from "../../src/data.js";
import { DataError, ShapeError } from "../../src/index.js";

/** Scores of which many are equal, of both kinds. */
const group = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });

const joined = (normal: number[], unusual: number[]) =>
  [
    [...normal, ...unusual],
    [...normal.map(() => 0), ...unusual.map(() => 1)],
  ] as const;

/** What scikit-learn 1.9.1 says of some scores with ties. */
const SCIKIT_LEARN = [
  {
    scores: [0.5, 0, 0, 0, 0, 0.375, 0.375, 0.25, 0, 0, 0.125, 0.125],
    labels: [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0],
    ...{ auc: 0.6296296296296297, ap: 0.5277777777777778, precision: 1 / 3, recall: 1 / 3, f1: 1 / 3 },
  },
  {
    scores: [
      ...[1, 6, 4, 6, 1, 3, 1, 6, 3, 2, 1, 4, 3, 2, 1, 1, 4, 4, 3, 6, 6, 3, 4, 5, 1, 2, 3, 5, 2, 5, 5, 1, 4, 6, 7],
      ...[4, 2, 6, 1, 5],
    ].map((eighths) => eighths / 8),
    labels: [
      ...[1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1],
      ...[0, 1, 1, 0, 0],
    ],
    ...{ auc: 0.66, ap: 0.5392473118279569, precision: 0.625, recall: 1 / 3, f1: 0.43478260869565216 },
  },
];

describe("scores that scikit-learn has judged", () => {
  it.each(SCIKIT_LEARN)("are judged alike: area $auc", ({ scores, labels, auc, ap, precision, recall, f1 }) => {
    expect(rocAuc(scores, labels)).toBeCloseTo(auc, 14);
    expect(averagePrecision(scores, labels)).toBeCloseTo(ap, 14);
    const threshold = quantile(scores, 0.8);
    const judged = flagScores(
      scores.map((score) => (score > threshold ? 1 : 0)),
      labels,
    );
    expect(judged.precision).toBeCloseTo(precision, 14);
    expect(judged.recall).toBeCloseTo(recall, 14);
    expect(judged.f1).toBeCloseTo(f1, 14);
  });

  it("have its curve, point by point", () => {
    const [{ scores, labels } = { scores: [], labels: [] }] = SCIKIT_LEARN;
    expect(roc(scores, labels).points.map((point) => Object.values(point))).toEqual([
      [Number.POSITIVE_INFINITY, 0, 0],
      [0.5, 0, 1 / 3],
      [0.375, 2 / 9, 1 / 3],
      [0.25, 3 / 9, 1 / 3],
      [0.125, 4 / 9, 2 / 3],
      [0, 1, 1],
    ]);
  });
});

describe("the ROC curve", () => {
  it("has the area of Mann and Whitney: pairs in the right order, ties half", () => {
    fc.assert(
      fc.property(group, group, (normal, unusual) => {
        let won = 0;
        for (const a of normal) for (const b of unusual) won += b > a ? 1 : b === a ? 0.5 : 0;
        expect(rocAuc(...joined(normal, unusual))).toBeCloseTo(won / (normal.length * unusual.length), 12);
      }),
    );
  });

  it("says of each of its thresholds what counting says, and rises from corner to corner", () => {
    const shareFrom = (scores: number[], threshold: number) =>
      scores.filter((score) => score >= threshold).length / scores.length;
    fc.assert(
      fc.property(group, group, (normal, unusual) => {
        const { points } = roc(...joined(normal, unusual));
        expect(points[0]).toMatchObject({ falsePositiveRate: 0, truePositiveRate: 0 });
        expect(points.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
        expect(points).toHaveLength(1 + new Set([...normal, ...unusual]).size);
        for (const { threshold, falsePositiveRate, truePositiveRate } of points) {
          expect(falsePositiveRate).toBe(shareFrom(normal, threshold));
          expect(truePositiveRate).toBe(shareFrom(unusual, threshold));
        }
      }),
    );
  });

  it("does not depend on the order of the samples", () => {
    const [scores, labels] = joined([1, 2, 3], [2, 5]);
    expect(roc([...scores].reverse(), [...labels].reverse())).toEqual(roc(scores, labels));
  });

  it("is perfect where a threshold parts the two, whose best point is just that", () => {
    const curve = roc(...joined([1, 2, 3], [5, 4, 7]));
    expect(curve.auc).toBe(1);
    expect(bestPoint(curve)).toEqual({ threshold: 4, falsePositiveRate: 0, truePositiveRate: 1 });
  });

  it("takes infinite scores", () => {
    const [up, down] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(rocAuc([up, 1, down, down], [1, 0, 1, 0])).toBe((2 + 0 + 0.5) / 4);
  });
});

describe("average precision", () => {
  it("is the mean, over unusual samples, of the precision where each is caught", () => {
    fc.assert(
      fc.property(group, group, (normal, unusual) => {
        const precisionAt = (threshold: number) => {
          const caught = unusual.filter((score) => score >= threshold).length;
          return caught / (caught + normal.filter((score) => score >= threshold).length);
        };
        const mean = unusual.reduce((sum, score) => sum + precisionAt(score), 0) / unusual.length;
        expect(averagePrecision(...joined(normal, unusual))).toBeCloseTo(mean, 12);
      }),
    );
  });
});

describe("flagScores", () => {
  it("counts each of the four", () => {
    expect(flagScores([1, 1, 0, 0, 0], [1, 0, 1, 0, 0])).toEqual({
      truePositives: 1,
      falsePositives: 1,
      falseNegatives: 1,
      trueNegatives: 2,
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
    });
  });

  it("is 0, not NaN, where nothing is flagged or nothing is there to be found", () => {
    expect(flagScores([0, 0], [1, 0])).toMatchObject({ precision: 0, recall: 0, f1: 0 });
    expect(flagScores([1, 0], [0, 0])).toMatchObject({ precision: 0, recall: 0, f1: 0 });
  });
});

describe("what can't be judged is refused", () => {
  it.each([
    ["of another number than the labels", [1, 2], [1], ShapeError, "There are 2 scores and 1 labels"],
    ["that are NaN", [1, Number.NaN], [1, 0], DataError, "Score 1 is NaN"],
    ["of normal samples only", [1, 2], [0, 0], DataError, "No sample is labelled unusual"],
    ["of unusual samples only", [1, 2], [1, 1], DataError, "All samples are labelled unusual"],
    ["of class labels", [1, 2], [3, 0], DataError, "Label 0 is 3, but must be 1 for an unusual sample"],
    ["of none at all", [], [], DataError, "No sample is labelled unusual"],
  ])("scores %s", (_, scores, labels, kind, message) => {
    expect(() => roc(scores, labels)).toThrow(kind);
    expect(() => roc(scores, labels)).toThrow(message);
  });

  it("flags of another number than the labels", () => {
    expect(() => flagScores([1], [1, 0])).toThrow("There are 1 flags and 2 labels");
  });
});

describe("quantile", () => {
  it("is NumPy's", () => {
    const values = [0.827, 0.384, 1.769, 1.374, 0.678, 1.077, 1.324];
    const numpy = [0.384, 0.5604, 0.7525, 1.077, 1.3550000000000002, 1.7452999999999996, 1.769];
    for (const [index, share] of [0, 0.1, 0.25, 0.5, 0.77, 0.99, 1].entries()) {
      expect(quantile(values, share)).toBeCloseTo(numpy[index] ?? Number.NaN, 15);
    }
  });

  it("is the largest value at 1, the smallest at 0, and between them elsewhere", () => {
    const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const [smallest, largest] = [Math.min(...all), Math.max(...all)];
        expect(quantile(all, 0)).toBeCloseTo(smallest, 12);
        expect(quantile(all, 1)).toBeCloseTo(largest, 12);
        expect(quantile(all, share)).toBeGreaterThanOrEqual(smallest);
        expect(quantile(all, share)).toBeLessThanOrEqual(largest);
      }),
    );
  });

  it("refuses what has none", () => {
    expect(() => quantile([], 0.5)).toThrow(DataError);
    expect(() => quantile([1, Number.NaN], 0.5)).toThrow("one of the values is NaN");
    expect(() => quantile([1], 1.5)).toThrow("between 0 and 1; got 1.5");
  });
});
