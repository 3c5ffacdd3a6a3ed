import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, relativeDifference, spreadOf } from "../../bench/statistics.js";

const values = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

describe("median", () => {
  it("has as many values below as above, in whatever order they come", () => {
    fc.assert(
      fc.property(values, (list) => {
        const middle = median(list);
        const below = list.filter((value) => value < middle).length;
        const above = list.filter((value) => value > middle).length;
        expect(below).toBeLessThanOrEqual(list.length / 2);
        expect(above).toBeLessThanOrEqual(list.length / 2);
        expect(median([...list].reverse())).toBe(middle);
      }),
    );
  });

  it("is between the two in the middle of an even number", () => {
    expect(median([10, 1, 2, 4])).toBe(3);
  });
});

describe("spreadOf", () => {
  it("holds every value between low and high", () => {
    fc.assert(
      fc.property(values, (list) => {
        expect(spreadOf(list)).toEqual({ median: median(list), low: Math.min(...list), high: Math.max(...list) });
      }),
    );
  });

  it("is not for nothing", () => {
    expect(() => spreadOf([])).toThrow("at least one value");
  });
});

describe("relativeDifference", () => {
  it.each([
    [1.5, 1, 0.5],
    [0.5, 1, 0.5],
    [3, 3, 0],
    [Number.NaN, 1, Number.MAX_VALUE],
    [1, Number.NaN, Number.MAX_VALUE],
    [Number.POSITIVE_INFINITY, 1, Number.MAX_VALUE],
  ])("of %d from %d is %d", (value, expected, difference) => {
    expect(relativeDifference(value, expected)).toBe(difference);
  });
});
