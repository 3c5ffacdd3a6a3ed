import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dataset, datasetOf, sizeOf } from "../../src/data/dataset.js";
import { joinDatasets, sampleDataset, shuffleDataset, splitDataset, splitRows } from "../../src/data/split.js";
import { ArgumentError, DataError, ShapeError } from "../../src/errors.js";

/** Samples whose every companion tells which row of the whole it came from. */
function numbered(count: number, first = 0): Dataset {
  const rows = Array.from({ length: count }, (_, row) => first + row);
  return datasetOf(Float32Array.from(rows.flatMap((row) => [row, row + 0.5])), [2], {
    labels: Uint8Array.from(rows, (row) => row % 3),
    classes: ["a", "b", "c"],
    targets: { data: Uint8Array.from(rows.flatMap((row) => [row, row, row])), shape: [3, 1] },
    sampleWeight: Float32Array.from(rows, (row) => row / 8),
    mask: Uint8Array.from(rows.flatMap((row) => [1, row % 2, row % 3 === 0 ? 1 : 0])),
  });
}

/** The rows that a data set of `numbered` has, every companion held against them. */
function rowsOf(dataset: Dataset): number[] {
  const rows = Array.from({ length: dataset.count }, (_, at) => dataset.data[2 * at] as number);
  expect(dataset.classes).toEqual(["a", "b", "c"]);
  expect(dataset.targets?.shape).toEqual([3, 1]);
  for (const [at, row] of rows.entries()) {
    const part = (values: ArrayLike<number> | undefined, width: number) =>
      Array.from({ length: width }, (_, index) => values?.[at * width + index]);
    expect(part(dataset.data, 2)).toEqual([row, row + 0.5]);
    expect(dataset.labels?.[at]).toBe(row % 3);
    expect(part(dataset.targets?.data, 3)).toEqual([row, row, row]);
    expect(dataset.sampleWeight?.[at]).toBe(row / 8);
    expect(part(dataset.mask, 3)).toEqual([1, row % 2, row % 3 === 0 ? 1 : 0]);
  }
  return rows;
}

const ascending = (rows: readonly number[]) => [...rows].sort((one, other) => one - other);
const all = (count: number) => Array.from({ length: count }, (_, row) => row);

describe("shuffleDataset", () => {
  test("keeps every sample with all that is known of it, in another order for another seed", () => {
    const given = numbered(50);
    const [one, same, other] = [1, 1, 2].map((seed) => rowsOf(shuffleDataset(given, { seed })));
    expect(ascending(one ?? [])).toEqual(all(50));
    expect(one).not.toEqual(all(50));
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
    expect(rowsOf(shuffleDataset(given))).toEqual(one);
    expect(rowsOf(given)).toEqual(all(50));
  });

  test("refuses options that it does not know, and seeds that are none", () => {
    expect(() => shuffleDataset(numbered(3), { sed: 3 } as never)).toThrow(
      new ArgumentError('shuffleDataset has no option "sed"; it takes seed. Did you mean seed?'),
    );
    expect(() => shuffleDataset(numbered(3), { seed: -1 })).toThrow(ArgumentError);
  });
});

describe("sampleDataset", () => {
  test("draws so many samples with all that is known of them, in their order, others for another seed", () => {
    const [some, others] = [1, 2].map((seed) => rowsOf(sampleDataset(numbered(40), 10, { seed })));
    expect(some).toHaveLength(10);
    expect(some).toEqual(ascending([...new Set(some)]));
    expect(rowsOf(sampleDataset(numbered(40), 10, { seed: 1 }))).toEqual(some);
    expect(others).not.toEqual(some);
  });

  test("of data sorted by class has all classes", () => {
    const labels = Uint8Array.from({ length: 3000 }, (_, row) => Math.floor(row / 1000));
    const { labels: drawn } = sampleDataset(datasetOf(new Uint8Array(3000), [1], labels), 300);
    // Of 300 at random none is of a third of the samples once in 10⁵³ times.
    expect([...new Set(drawn)]).toEqual([0, 1, 2]);
  });

  test("is the data set itself where it has no more, and refuses what is no number of samples", () => {
    const dataset = numbered(5);
    expect(sampleDataset(dataset, 9)).toBe(dataset);
    expect(() => sampleDataset(dataset, 0)).toThrow(ArgumentError);
    expect(() => sampleDataset(dataset, 1.5)).toThrow(ArgumentError);
  });
});

describe("splitDataset", () => {
  test("gives each sample to one side, in their order", () => {
    const { train, validation } = splitDataset(numbered(40), { fraction: 0.25, seed: 5 });
    const [kept, aside] = [rowsOf(train), rowsOf(validation)];
    expect(aside).toHaveLength(10);
    expect(ascending([...kept, ...aside])).toEqual(all(40));
    expect(kept).toEqual(ascending(kept));
    expect(aside).toEqual(ascending(aside));
    expect(rowsOf(splitDataset(numbered(40), { fraction: 0.25, seed: 5 }).validation)).toEqual(aside);
    expect(rowsOf(splitDataset(numbered(40), { fraction: 0.25, seed: 6 }).validation)).not.toEqual(aside);
  });

  test("keeps classes that come in turns on both sides, where every tenth row would be of one class", () => {
    const labels = Uint8Array.from({ length: 100 }, (_, row) => row % 10);
    const { train, validation } = splitDataset(datasetOf(new Uint8Array(100), [1], labels), { fraction: 0.1 });
    expect([...(validation.labels ?? [])].sort()).toEqual(all(10));
    expect(new Set(train.labels).size).toBe(10);
  });

  test("every class keeps its share within one sample, and stands on both sides where there is room", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 });
    const fraction = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(sizes, fraction, fc.nat(1000), (counts, share, seed) => {
        const labels = Uint8Array.from(counts.flatMap((count, label) => new Array(count).fill(label)));
        fc.pre(labels.length > 1);
        const { train, validation } = splitRows(labels.length, labels, share, seed);
        expect([...train, ...validation].sort((one, other) => one - other)).toEqual(all(labels.length));
        expect(Math.min(train.length, validation.length)).toBeGreaterThan(0);
        const wanted = Math.min(Math.max(Math.round(share * labels.length), 1), labels.length - 1);
        const room = Math.min(wanted, labels.length - wanted) >= counts.length;
        if (!room) expect(validation.length).toBe(wanted);
        for (const [label, count] of counts.entries()) {
          const aside = validation.filter((row) => labels[row] === label).length;
          expect(Math.abs(aside - share * count)).toBeLessThanOrEqual(1);
          if (room && count >= 2) {
            expect(aside).toBeGreaterThan(0);
            expect(aside).toBeLessThan(count);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test("classes of one sample each are drawn as by lot", () => {
    const labels = Uint8Array.from({ length: 200 }, (_, row) => row);
    const { validation } = splitRows(200, labels, 0.1, 1);
    expect(validation).toHaveLength(20);
    expect(Math.max(...validation)).toBeGreaterThan(100);
  });

  test("without labels, or not stratified, the share is exact", () => {
    const plain = datasetOf(new Uint8Array(7), [1]);
    expect(splitDataset(plain, { fraction: 0.5 }).validation.count).toBe(4);
    expect(splitDataset(plain, { fraction: 0.001 }).validation.count).toBe(1);
    expect(splitDataset(plain, { fraction: 0.999 }).train.count).toBe(1);
    expect(splitDataset(numbered(10), { fraction: 0.3, stratify: false }).validation.count).toBe(3);
  });

  test.each([0, 1, -0.5, 1.5, Number.NaN, undefined])("the fraction %s is refused", (fraction) => {
    expect(() => splitDataset(numbered(4), { fraction: fraction as number })).toThrow(ArgumentError);
  });

  test("what can't be split is refused", () => {
    expect(() => splitDataset(numbered(1), { fraction: 0.5 })).toThrow(DataError);
    const plain = datasetOf(new Uint8Array(4), [1]);
    expect(() => splitDataset(plain, { fraction: 0.5, stratify: true })).toThrow("Give labels, or stratify: false.");
    expect(() => splitDataset(plain, { validation: 0.5 } as never)).toThrow(
      new ArgumentError('splitDataset has no option "validation"; it takes fraction, stratify, seed.'),
    );
  });
});

describe("joinDatasets", () => {
  test("puts the samples one after another with all that is known of them", () => {
    expect(rowsOf(joinDatasets(numbered(4), numbered(3, 4), numbered(2, 7)))).toEqual(all(9));
  });

  test("fills in what only some have: weights of 1, values that are known, the samples as targets", () => {
    const plain = datasetOf(Float32Array.of(1, 2), [2]);
    const rich = datasetOf(Float32Array.of(3, 4), [2], {
      targets: { data: Float32Array.of(5, 6), shape: [2] },
      sampleWeight: Float32Array.of(7),
      mask: Uint8Array.of(0, 1),
    });
    expect(joinDatasets(plain, rich)).toEqual(
      datasetOf(Float32Array.of(1, 2, 3, 4), [2], {
        targets: { data: Float32Array.of(1, 2, 5, 6), shape: [2] },
        sampleWeight: Float32Array.of(1, 7),
        mask: Uint8Array.of(1, 1, 0, 1),
      }),
    );
    expect(joinDatasets(plain, plain)).toEqual(datasetOf(Float32Array.of(1, 2, 1, 2), [2]));
    expect(sizeOf(joinDatasets(plain).shape)).toBe(2);
  });

  test("refuses what doesn't belong together", () => {
    const of = (data: Uint8Array | Float32Array, shape: number[], beside = {}) => datasetOf(data, shape, beside);
    const two = of(new Uint8Array(2), [2]);
    expect(() => joinDatasets(two, of(new Uint8Array(3), [3]))).toThrow(ShapeError);
    expect(() => joinDatasets(two, of(new Uint8Array(3), [3]))).toThrow("data set 2 of 2 have shape [3], not [2]");
    expect(() => joinDatasets(two, of(new Float32Array(2), [2]))).toThrow("Some of the data are bytes and some floats");
    const labels = Uint8Array.of(0);
    expect(() => joinDatasets(two, of(new Uint8Array(2), [2], { labels }))).toThrow(
      "Only some of the data sets have labels",
    );
    const named = (classes: string[]) => of(new Uint8Array(2), [2], { labels, classes });
    expect(() => joinDatasets(named(["a", "b"]), named(["b", "a"]))).toThrow(
      "The classes of data set 2 of 2 are other ones",
    );
    const wide = of(new Uint8Array(2), [2], { targets: { data: new Uint8Array(3), shape: [3] } });
    expect(() => joinDatasets(two, wide)).toThrow("The targets have shapes [2] and [3].");
    expect(() => joinDatasets(...([] as unknown as [Dataset]))).toThrow(ArgumentError);
  });
});
