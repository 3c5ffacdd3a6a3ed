import { describe, expect, it } from "vitest";
import { datasetOf } from "../../src/data/dataset.js";
import { firstImages, imagesToShow, pictureRows, unitValues } from "../../src/experiments/samples.js";

const bytes = (count: number) => Uint8Array.from({ length: 2 * count }, (_, index) => Math.floor(index / 2));

describe("imagesToShow", () => {
  it("takes the first of each class, in their order", () => {
    const labels = Uint8Array.from([...Array(12).fill(5), 9, 8, 7, 6, 4, 3, 2, 1, 0]);
    const shown = imagesToShow(datasetOf(bytes(21), [2], labels));
    expect(Array.from(shown.data.filter((_, index) => index % 2 === 0))).toEqual([
      20, 19, 18, 17, 16, 0, 15, 14, 13, 12,
    ]);
    expect(Array.from(shown.labels ?? [])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("takes the first ten where there are not ten classes, and all where there are fewer", () => {
    expect(imagesToShow(datasetOf(bytes(12), [2], new Uint8Array(12))).data).toEqual(bytes(10));
    expect(imagesToShow(datasetOf(bytes(3), [2])).data).toEqual(bytes(3));
    expect(imagesToShow(datasetOf(Float32Array.of(0.5), [1])).data).toEqual(Float32Array.of(0.5));
  });
});

it("firstImages takes so many, or all", () => {
  const dataset = datasetOf(bytes(5), [2]);
  expect(firstImages(dataset, 2).count).toBe(2);
  expect(firstImages(dataset, "all")).toBe(dataset);
});

it("unitValues divides bytes by 255 and leaves floats", () => {
  expect(unitValues({ data: Uint8Array.of(0, 51, 255) })).toEqual(Float32Array.of(0, 0.2, 1));
  const floats = Float32Array.of(3);
  expect(unitValues({ data: floats })).toBe(floats);
});

it("pictureRows lays the values out as they are drawn; of colours the first", () => {
  expect(pictureRows(Float32Array.of(1, 2, 3, 4, 5, 6), { height: 2, width: 3, channels: 1 })).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(pictureRows(Float32Array.of(1, 2, 3, 4, 5, 6), { height: 2, width: 1, channels: 3 })).toEqual([[1], [4]]);
});
