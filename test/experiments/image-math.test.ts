import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanSquaredError, psnr } from "../../src/experiments/math/image-error.js";
import { sameClassNeighbours } from "../../src/experiments/math/nearest-neighbour.js";
import { noisy } from "../../src/experiments/math/noise.js";
import { normalMidpoints, normalQuantile } from "../../src/experiments/math/normal-quantile.js";

describe("errors of images", () => {
  it("mean squared error and PSNR of known images", () => {
    expect(meanSquaredError([0, 1, 0.5, 0.5], [0.5, 1, 0.5, 0])).toBeCloseTo(0.125, 15);
    expect(psnr([0, 0], [0.1, 0.1])).toBeCloseTo(20, 12);
    expect(psnr([1, 0], [1, 0])).toBe(Number.POSITIVE_INFINITY);
  });

  it("a tenth of the squared error is 10 dB more", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1, noNaN: true }), (miss) => {
        expect(psnr([0], [miss / Math.sqrt(10)]) - psnr([0], [miss])).toBeCloseTo(10, 9);
      }),
    );
  });

  it("want one value for each target", () => {
    expect(() => psnr([1], [])).toThrow("1 targets and 0 values cannot be compared");
  });
});

describe("quantiles of the normal distribution", () => {
  // SciPy 1.17's norm.ppf.
  it.each([
    [0.001, -3.090232306167813],
    [0.02, -2.053748910631823],
    [0.1, -1.2815515655446004],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.975, 1.959963984540054],
  ])("of %d", (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(1.2e-9 * Math.abs(expected));
  });

  it("rise, and are symmetric", () => {
    const p = fc.double({ min: 1e-6, max: 0.999999, noNaN: true });
    fc.assert(
      fc.property(p, p, (a, b) => {
        fc.pre(b - a > 1e-7);
        expect(normalQuantile(a)).toBeLessThan(normalQuantile(b));
        expect(normalQuantile(1 - a)).toBeCloseTo(-normalQuantile(a), 6);
      }),
    );
  });

  it("refuse what is no probability", () => {
    for (const p of [0, 1, -1, Number.NaN]) {
      expect(() => normalQuantile(p)).toThrow(`A quantile needs a probability between 0 and 1; got ${p}.`);
    }
  });

  it("the midpoints of equally likely slices are centred", () => {
    expect(normalMidpoints(1)).toEqual([0]);
    const points = normalMidpoints(20);
    expect(points).toHaveLength(20);
    expect(points.reduce((sum, point) => sum + point, 0)).toBeCloseTo(0, 8);
    expect(points[19]).toBeCloseTo(1.959963984540054, 8);
  });
});

describe("noise", () => {
  it("is normal, clipped to 0…1, and the same for the same seed", () => {
    const grey = new Float32Array(40_000).fill(0.5);
    const spoiled = noisy(grey, 0.1, 7);
    expect(spoiled).toEqual(noisy(grey, 0.1, 7));
    expect(spoiled).not.toEqual(noisy(grey, 0.1, 8));
    const mean = spoiled.reduce((sum, value) => sum + value, 0) / spoiled.length;
    const variance = spoiled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / spoiled.length;
    // Four standard errors of a mean of 40,000, and of a variance.
    expect(Math.abs(mean - 0.5)).toBeLessThan((4 * 0.1) / 200);
    expect(Math.abs(Math.sqrt(variance) - 0.1)).toBeLessThan((4 * 0.1) / Math.sqrt(80_000));
    const beyondTwo = spoiled.filter((value) => Math.abs(value - 0.5) > 0.2).length / spoiled.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.0045);
    const loud = noisy(grey, 2, 7);
    expect(loud.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(loud.some((value) => value === 0) && loud.some((value) => value === 1)).toBe(true);
  });
});

describe("neighbours of the same class", () => {
  it("are all, none, or those that are", async () => {
    const x = Float32Array.of(0, 1, 10, 11);
    const y = new Float32Array(4);
    expect(await sameClassNeighbours(x, y, Uint8Array.of(3, 3, 5, 5))).toBe(1);
    expect(await sameClassNeighbours(x, y, Uint8Array.of(3, 5, 3, 5))).toBe(0);
    expect(await sameClassNeighbours(x, y, Uint8Array.of(3, 3, 5, 3))).toBe(0.5);
    expect(await sameClassNeighbours(y, x, Uint8Array.of(3, 3, 5, 5))).toBe(1);
  });
});
