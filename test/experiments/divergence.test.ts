import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bceByNumpy } from "../../src/experiments/math/cross-entropy.js";
import { binaryEntropy, klByKeras, klByNumpy, klOfCoins, klOfShares } from "../../src/experiments/math/divergence.js";

const TARGETS = [0, 0.2, 0.5, 1, 1, 0, 0.75, 0.03];
const PREDICTIONS = Float32Array.of(0.02, 0.25, 0.4, 0.97, 0.999999, 1e-8, 0.8, 0.01);

const pixels = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.001, max: 0.999, noNaN: true })),
  { minLength: 1 },
);

describe("KL divergence", () => {
  // The figures are NumPy 2.4's in float64, for these very numbers.
  it.each([
    ["Keras", klByKeras(TARGETS, PREDICTIONS), 0.08195649590706797],
    ["NumPy", klByNumpy(TARGETS, PREDICTIONS), 0.0819577163124876],
    ["shares", klOfShares(TARGETS, PREDICTIONS), 0.014892727696708631],
    ["coins", klOfCoins(TARGETS, PREDICTIONS), 0.012327471735533307],
    ["entropy", binaryEntropy(TARGETS), 0.23632836461208853],
  ])("by %s", (_, value, expected) => expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-15));

  it("of coins is BCE − H, and never negative", () => {
    fc.assert(
      fc.property(pixels, (sample) => {
        const [targets, predictions] = [sample.map(([t]) => t), sample.map(([, p]) => p)];
        const kl = klOfCoins(targets, predictions);
        expect(kl).toBeCloseTo(bceByNumpy(targets, predictions) - binaryEntropy(targets), 12);
        expect(kl).toBeGreaterThanOrEqual(-1e-15);
      }),
    );
  });

  it("by Keras can be negative, of shares never", () => {
    expect(klByKeras([0.5, 0.5], [0.9, 0.9])).toBeLessThan(0);
    expect(klOfShares([0.5, 0.5], [0.9, 0.9])).toBe(0);
    fc.assert(
      fc.property(pixels, (sample) => {
        fc.pre(sample.some(([t]) => t > 1e-300));
        expect(
          klOfShares(
            sample.map(([t]) => t),
            sample.map(([, p]) => p),
          ),
        ).toBeGreaterThanOrEqual(-1e-14);
      }),
    );
  });

  it("is 0 where prediction and target are the same", () => {
    const same = [0, 0.1, 0.5, 1];
    for (const kl of [klByKeras, klByNumpy, klOfShares, klOfCoins]) expect(kl(same, same)).toBe(0);
  });

  it("wants one prediction for each target", () => {
    expect(() => klByKeras([1], [1, 1])).toThrow("1 targets and 2 predictions cannot be compared");
  });
});
