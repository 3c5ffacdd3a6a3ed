import { describe, expect, test } from "vitest";
import { datasetOf, samplesAt, sizeOf, take } from "../../src/data/dataset.js";
import { joinDatasets } from "../../src/data/split.js";
import { ArgumentError, DataError } from "../../src/errors.js";

test("sizeOf is the product of the lengths", () => {
  expect(sizeOf([28, 28, 3])).toBe(2352);
  expect(sizeOf([7])).toBe(7);
});

describe("datasetOf", () => {
  test("counts the samples and keeps data and labels as they are", () => {
    const data = new Float32Array(12);
    const labels = Uint8Array.of(4, 5);
    const dataset = datasetOf(data, [2, 3], labels);
    expect(dataset).toEqual({ data, shape: [2, 3], count: 2, labels });
    expect(dataset.data).toBe(data);
  });

  test.each([0, -1, 1.5, Number.NaN])("a length of %d is refused", (length) => {
    expect(() => datasetOf(new Uint8Array(6), [2, length])).toThrow(
      new ArgumentError(`A sample's shape must hold positive integers; got [2, ${length}].`),
    );
  });

  test("lists of numbers become floats, a canvas's bytes stay bytes", () => {
    expect(datasetOf([1, 0.5], [2]).data).toEqual(Float32Array.of(1, 0.5));
    const pixels = Uint8ClampedArray.of(1, 2, 3, 4).subarray(1);
    expect(datasetOf(pixels, [3]).data).toEqual(Uint8Array.of(2, 3, 4));
    expect(() => datasetOf([[1], [2]] as never, [2])).toThrow(
      new DataError(
        "A list of values must hold numbers only; at 0 it has [1]. Of a list of rows, give rows.flatMap((row) => [...row]).",
      ),
    );
  });

  test("what is no array of bytes or floats, or no shape, is refused", () => {
    for (const data of [undefined, new ArrayBuffer(2), new Float64Array(2)]) {
      expect(() => datasetOf(data as never, [2])).toThrow(
        new DataError(
          "The data must be a Uint8Array, a Float32Array or a list of numbers. Convert it, as with Float32Array.from().",
        ),
      );
    }
    expect(() => datasetOf(new Uint8Array(784), 784 as never)).toThrow(
      new ArgumentError("A shape must be a list, such as [784]; got 784."),
    );
  });

  test("no values are refused", () => {
    expect(() => datasetOf(new Uint8Array(), [4])).toThrow(
      new DataError("The data set is empty: it needs at least one sample."),
    );
  });

  test("a part of a sample is refused", () => {
    expect(() => datasetOf(new Uint8Array(10), [4])).toThrow(DataError);
    expect(() => datasetOf(new Uint8Array(10), [4])).toThrow(
      "10 values do not divide into samples of 4 (shape [4]): 2 are left over.",
    );
  });

  test.each([Array, Int32Array, Uint16Array, Uint8ClampedArray, Float64Array])(
    "labels in %o become bytes",
    (kind: { from(values: number[]): unknown }) => {
      const labels = kind.from([255, 0]);
      for (const beside of [labels, { labels }]) {
        expect(datasetOf(new Uint8Array(8), [4], beside as number[]).labels).toStrictEqual(Uint8Array.of(255, 0));
      }
      // Those of a data set that is made by hand do so where samples are taken of it.
      const byHand = { data: Float32Array.of(1, 2), shape: [1], count: 2, labels: labels as never };
      expect(samplesAt(byHand, [1]).labels).toStrictEqual(Uint8Array.of(0));
      expect(take(byHand, 1).labels).toStrictEqual(Uint8Array.of(255));
      expect(joinDatasets(byHand, samplesAt(byHand, [0])).labels).toStrictEqual(Uint8Array.of(255, 0, 255));
    },
  );

  test.each([
    [[1, 256], "labels must be whole numbers from 0 to 255; sample 1 has 256."],
    [Int32Array.of(-1, 1), "labels must be whole numbers from 0 to 255; sample 0 has -1."],
    [Float32Array.of(0.5, 1), "labels must be whole numbers from 0 to 255; sample 0 has 0.5."],
    [["1", "2"], 'labels must be whole numbers from 0 to 255; sample 0 has "1".'],
    [[true, false], "labels must be whole numbers from 0 to 255; sample 0 has true."],
    [Array(2), "labels must be whole numbers from 0 to 255; sample 0 has nothing."],
    [BigInt64Array.of(1n, 2n), "labels must be whole numbers from 0 to 255; sample 0 has 1n."],
    ["12", 'labels must be a list of whole numbers from 0 to 255, one a sample; got "12".'],
    [2, "labels must be a list of whole numbers from 0 to 255, one a sample; got 2."],
  ])("the labels %o are refused", (labels, message) => {
    expect(() => datasetOf(new Uint8Array(8), [4], { labels: labels as never })).toThrow(new DataError(message));
  });

  test("labels of another number are refused", () => {
    expect(() => datasetOf(new Uint8Array(8), [4], new Uint8Array(3))).toThrow(
      new DataError("3 labels for 2 samples: there must be one label a sample."),
    );
  });
});

describe("what stands beside the samples", () => {
  const data = new Float32Array(6);
  const labels = Uint8Array.of(0, 2);
  const classes = ["no", "perhaps", "yes"];
  const targets = { data: new Uint8Array(4), shape: [2] };
  const sampleWeight = Float32Array.of(0, 2.5);
  const mask = Uint8Array.of(1, 0, 0, 1);

  test("is kept as it is, what is undefined left out", () => {
    const all = { labels, classes, targets, sampleWeight, mask };
    expect(datasetOf(data, [3], all)).toEqual({ data, shape: [3], count: 2, ...all });
    expect(datasetOf(data, [3], { labels, classes: undefined })).toStrictEqual({ data, shape: [3], count: 2, labels });
  });

  test("is taken with the samples, without copying", () => {
    const one = take(datasetOf(data, [3], { labels, classes, targets, sampleWeight, mask }), 1);
    expect(one).toEqual({
      data: new Float32Array(3),
      shape: [3],
      count: 1,
      labels: Uint8Array.of(0),
      classes,
      targets: { data: new Uint8Array(2), shape: [2] },
      sampleWeight: Float32Array.of(0),
      mask: Uint8Array.of(1, 0),
    });
    expect(one.mask?.buffer).toBe(mask.buffer);
    expect(one.targets?.data.buffer).toBe(targets.data.buffer);
  });

  test.each([
    [{ labels: new Uint8Array(3) }, "3 labels for 2 samples: there must be one label a sample."],
    [{ classes }, "There are classes but no labels. Give the labels that they name, or leave them out."],
    [{ labels, classes: ["no"] }, "There is a label 2, but names for 1 classes. Name them all."],
    [
      { targets: new Uint8Array(4) },
      "The targets need data, a Uint8Array or a Float32Array, and the shape of one target.",
    ],
    [{ targets: { ...targets, shape: [3] } }, "4 values in the targets, but 2 samples need 3 each."],
    [
      { sampleWeight: new Float32Array(3) },
      "sampleWeight must be a Float32Array with a number for each of the 2 samples; got Float32Array of 3.",
    ],
    [
      { sampleWeight: [1, 1] },
      "sampleWeight must be a Float32Array with a number for each of the 2 samples; got Array of 2.",
    ],
    [{ sampleWeight: Float32Array.of(1, -1) }, "The weight of sample 1 is -1; weights must be finite and at least 0."],
    [
      { sampleWeight: Float32Array.of(Number.NaN, 1) },
      "The weight of sample 0 is NaN; weights must be finite and at least 0.",
    ],
    [{ mask }, "mask must be a Uint8Array with a number for each of the 6 values of the targets; got Uint8Array of 4."],
    [
      { targets, mask: [1, 1, 0, 0] },
      "mask must be a Uint8Array with a number for each of the 4 values of the targets; got Array of 4.",
    ],
    [
      { targets, mask: Uint8Array.of(0, 1, 255, 0) },
      "The mask has 255 at index 2; give 1 for what is known, 0 for what is missing.",
    ],
    [{ targets, mask: new Uint8Array(4) }, "The mask leaves out every value. Give at least one that is known."],
  ])("%o is refused", (beside, message) => {
    expect(() => datasetOf(data, [3], beside as never)).toThrow(new DataError(message));
  });

  test("a name that is none is refused", () => {
    expect(() => datasetOf(data, [3], { weights: sampleWeight } as never)).toThrow(
      new ArgumentError('A data set has no "weights"; it may have labels, classes, targets, sampleWeight, mask.'),
    );
    expect(() => datasetOf(data, [3], { targets: { ...targets, shape: [0] } })).toThrow(ArgumentError);
  });
});

describe("take", () => {
  const dataset = datasetOf(Uint8Array.of(1, 2, 3, 4, 5, 6), [2], Uint8Array.of(7, 8, 9));

  test("gives the first samples and their labels, without copying", () => {
    const two = take(dataset, 2);
    expect(two).toEqual({ data: Uint8Array.of(1, 2, 3, 4), shape: [2], count: 2, labels: Uint8Array.of(7, 8) });
    expect(two.data.buffer).toBe(dataset.data.buffer);
  });

  test("gives all where there are fewer", () => {
    expect(take(dataset, 10)).toEqual(dataset);
  });

  test.each([0, -1, 2.5, Number.NaN])("a count of %d is refused", (count) => {
    expect(() => take(dataset, count)).toThrow(
      new ArgumentError(`take() needs a positive whole number of samples; got ${count}.`),
    );
  });
});

describe("samplesAt", () => {
  const dataset = datasetOf(Uint8Array.of(1, 2, 3, 4, 5, 6), [2], Uint8Array.of(7, 8, 9));

  test("gives the samples of the rows, in their order", () => {
    const wanted = { data: Uint8Array.of(5, 6, 1, 2), shape: [2], count: 2, labels: Uint8Array.of(9, 7) };
    for (const rows of [[2, 0], Uint32Array.of(2, 0)]) expect(samplesAt(dataset, rows)).toEqual(wanted);
  });

  test.each([
    [[3], "There is no sample 3: the data set has 3, counted from 0."],
    [[0, -1], "There is no sample -1: "],
    [[0.5], "There is no sample 0.5: "],
    [["0"], "There is no sample 0: "],
    [[undefined], "There is no sample undefined: "],
    [Array(3), "There is no sample undefined: "],
    [undefined, "samplesAt takes a list of rows, such as [0, 2]; got nothing."],
    [1, "samplesAt takes a list of rows, such as [0, 2]; got 1."],
    [new Set([1]), "samplesAt takes a list of rows, such as [0, 2]; got a Set."],
  ])("the rows %o are refused", (rows, message) => {
    expect(() => samplesAt(dataset, rows as never)).toThrow(ArgumentError);
    expect(() => samplesAt(dataset, rows as never)).toThrow(message);
  });

  test.each([
    [Float32Array.of(1, 2), "a Float32Array"],
    [[1, 2], "[1,2]"],
    [undefined, "nothing"],
  ])("%o is no data set", (data, got) => {
    const error = new ArgumentError(`A data set is what datasetOf(values, shape) gives; got ${got}.`);
    for (const rows of [[0], []]) expect(() => samplesAt(data as never, rows)).toThrow(error);
    expect(() => take(data as never, 1)).toThrow(error);
  });
});
