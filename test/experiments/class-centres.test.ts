import { expect, test } from "vitest";
import { classCentres } from "../../src/experiments/math/class-centres.js";

test("a class stands at the median of its points on each axis, whatever a far one does", () => {
  const x = [10, 1, 3, 2, 10];
  const y = Float32Array.of(-5, 1, 1000, 2, -7);
  expect([...classCentres(x, y, Uint8Array.of(7, 2, 2, 2, 7))]).toEqual([
    [2, [2, 2]],
    [7, [10, -5]],
  ]);
});

test("without points there are no classes", () => {
  expect(classCentres([], [], new Uint8Array()).size).toBe(0);
});
