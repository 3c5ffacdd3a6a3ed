import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences, errorsOf, winsOf } from "../../src/app/state/comparison.js";
import { withNoise } from "../../src/app/state/denoising.js";
import { countFrom, histogram, quantile } from "../../src/app/state/histogram.js";
import { judge } from "../../src/app/worker/judge.js";
import { bceByKerasBackend } from "../../src/experiments/math/cross-entropy.js";
import { meanSquaredError, psnr } from "../../src/experiments/math/image-error.js";
import { datasetOf } from "../../src/index.js";

/** Errors of which many are equal. */
const errors = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });

describe("the histogram", () => {
  it("counts every value once, each in its part", () => {
    fc.assert(
      fc.property(errors, fc.integer({ min: 1, max: 8 }), (values, bins) => {
        const counts = histogram(values, bins, 16);
        expect(counts).toHaveLength(bins);
        counts.forEach((count, bin) => {
          const low = (16 * bin) / bins;
          const high = bin === bins - 1 ? Number.POSITIVE_INFINITY : (16 * (bin + 1)) / bins;
          expect(count).toBe(values.filter((value) => value >= low && value < high).length);
        });
      }),
    );
  });

  it("goes with a count of what is at or beyond a threshold", () => {
    expect(countFrom([1, 3, 2, 3], 2)).toBe(3);
    expect(countFrom([], 0)).toBe(0);
  });

  it("has all in its first part where it has no width", () => {
    expect(histogram([0, 0], 3, 0)).toEqual([2, 0, 0]);
  });

  it("ends where a share of the values does", () => {
    const values = Array.from({ length: 1000 }, (_, index) => 1000 - index);
    expect(quantile(values, 0.995)).toBe(995);
    expect(quantile(values, 1)).toBe(1000);
    expect(quantile(values, 0)).toBe(1);
    expect(quantile([], 0.5)).toBe(0);
  });
});

describe("a comparison", () => {
  it("counts on how many samples each is better", () => {
    expect(winsOf([1, 2, 3, 4], [2, 1, 3, 5])).toEqual([2, 1]);
  });

  it("takes differences and errors of what the GPU sees: bytes over 255", () => {
    const drawn = Float32Array.of(0.25, 1, 0, 0.5);
    const bytes = Uint8Array.of(0, 255, 255, 0);
    expect([...differences(bytes, drawn)]).toEqual([0.25, 0, -1, 0.5]);
    expect(errorsOf(bytes, drawn, 2)).toEqual([0.25 ** 2 / 2, (1 + 0.25) / 2]);
  });
});

describe("noise", () => {
  it("stays within the data's range, and is a share of it", () => {
    const range = [-2, 6] as const;
    const values = new Float32Array(4000).fill(2);
    const spoiled = withNoise(values, range, 0.05);
    expect(Math.min(...spoiled)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...spoiled)).toBeLessThanOrEqual(6);
    expect(Math.sqrt(meanSquaredError(values, spoiled))).toBeCloseTo(0.05 * 8, 1.5);
    expect(withNoise(values, range, 0)).toEqual(values);
    expect(withNoise(values, range, 0.05)).toEqual(spoiled);
  });

  it("of bytes is added to their value over 255: less of it, more decibels", () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 256);
    const clean = withNoise(bytes, [0, 1], 0);
    expect(clean[51]).toBeCloseTo(0.2, 6);
    expect(psnr(clean, withNoise(bytes, [0, 1], 0.1))).toBeGreaterThan(psnr(clean, withNoise(bytes, [0, 1], 0.2)) + 3);
  });
});

describe("judging", () => {
  const targets = Uint8Array.of(0, 255, 51, 102, 0, 0);
  const drawn = Float32Array.of(0.1, 0.9, 0.2, 0.5, 0.3, 0);
  const unit = Float32Array.from(targets, (value) => value / 255);
  const redraw = async () => drawn;

  it("means over all samples, and one error for each", async () => {
    const shares: number[] = [];
    const { bce, mse, errors: each } = await judge(redraw, datasetOf(targets, [2]), (share) => shares.push(share));
    expect(mse).toBeCloseTo(meanSquaredError(unit, drawn), 12);
    expect(bce).toBeCloseTo(bceByKerasBackend(unit, drawn), 12);
    expect([...each]).toEqual(
      [0, 2, 4].map((at) => Math.fround(meanSquaredError(unit.slice(at, at + 2), drawn.slice(at, at + 2)))),
    );
    expect(shares).toEqual([1]);
  });

  it("takes large data in parts", async () => {
    const wide = datasetOf(new Float32Array(2 * 2_100_000), [2_100_000]);
    const sizes: number[] = [];
    const { errors: each } = await judge(
      async (values) => {
        sizes.push(values.length);
        return new Float32Array(values.length).fill(sizes.length);
      },
      wide,
      () => {},
    );
    expect(sizes).toEqual([2_100_000, 2_100_000]);
    expect([...each]).toEqual([1, 4]);
  });

  it("leaves cross-entropy out where values are no probabilities", async () => {
    const judgement = await judge(redraw, datasetOf(Float32Array.of(0, 1, 2, 0, 0, 0), [2]), () => {});
    expect(judgement).not.toHaveProperty("bce");
    expect(judgement.mse).toBeGreaterThan(0.5);
  });
});
