import { describe, expect, test } from "vitest";
import { datasetOf, sizeOf, take } from "../../src/data/dataset.js";
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

  test("what is no array of bytes or floats, or no shape, is refused", () => {
    for (const data of [[1, 2], undefined, new Float64Array(2)]) {
      expect(() => datasetOf(data as never, [2])).toThrow(
        new DataError("The data must be a Uint8Array or a Float32Array. Convert it, as with Float32Array.from()."),
      );
    }
    expect(() => datasetOf(new Uint8Array(784), 784 as never)).toThrow(
      new ArgumentError("A sample's shape must be a list, such as [784]; got 784."),
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

  test("labels of another number are refused", () => {
    expect(() => datasetOf(new Uint8Array(8), [4], new Uint8Array(3))).toThrow(
      new DataError("3 labels for 2 samples: there must be one label a sample."),
    );
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
