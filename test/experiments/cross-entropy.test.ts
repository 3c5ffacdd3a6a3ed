import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bceByKerasBackend,
  bceByLogLoss,
  bceByNumpy,
  bceByTensorFlowKeras,
  bceFromLogits,
} from "../../src/experiments/math/cross-entropy.js";

/** A sample with everything in it: certain and uncertain predictions, right and wrong, one beyond Keras's clip. */
const TARGETS = [0, 0.2, 0.5, 1, 1, 0, 0.75, 0.03];
const PREDICTIONS = Float32Array.of(0.02, 0.25, 0.4, 0.97, 0.999999, 1e-8, 0.8, 0.01);

const DEFINITIONS = { bceByKerasBackend, bceByTensorFlowKeras, bceByNumpy, bceByLogLoss };

describe("binary cross-entropy", () => {
  // The figures are NumPy 2.4's in float64, and scikit-learn 1.9's log_loss with sample_weight, for these very numbers.
  it.each([
    ["NumPy", () => bceByNumpy(TARGETS, PREDICTIONS), 0.24865583634762184, 1e-15],
    ["the Keras backend", () => bceByKerasBackend(TARGETS, PREDICTIONS), 0.2486558475976225, 1e-15],
    ["TensorFlow-Keras", () => bceByTensorFlowKeras(TARGETS, PREDICTIONS), 0.24865567048988382, 1e-15],
    ["scikit-learn in float64", () => bceByLogLoss(TARGETS, PREDICTIONS, 2 ** -52), 0.24865583634762184, 1e-15],
    // It takes its logarithms in float32 here, we in double.
    ["scikit-learn in float32", () => bceByLogLoss(TARGETS, PREDICTIONS), 0.24865584202000215, 3e-8],
  ])("is that of %s", (_, bce, expected, within) => {
    expect(Math.abs(bce() - expected)).toBeLessThanOrEqual(within);
  });

  it("is the same by every definition where nothing is nearly certain", () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    const logit = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, logit), { minLength: 1 }), (pixels) => {
        const targets = pixels.map(([t]) => t);
        const logits = pixels.map(([, z]) => z);
        const exact = bceFromLogits(targets, logits);
        const probabilities = logits.map((z) => 1 / (1 + Math.exp(-z)));
        for (const bce of Object.values(DEFINITIONS)) {
          // Adding 1e-7 inside a logarithm of at least 0.018 changes it by at most 6e-6.
          const within = bce === bceByTensorFlowKeras ? 6e-6 : 1e-13;
          expect(Math.abs(bce(targets, probabilities) - exact)).toBeLessThanOrEqual(within);
        }
      }),
    );
  });

  it("parts at certainty: right, NumPy has NaN, the others next to nothing", () => {
    for (const certain of [0, 1]) {
      expect(bceByNumpy([certain], [certain])).toBeNaN();
      expect(bceByKerasBackend([certain], [certain])).toBeCloseTo(1e-7, 12);
      expect(bceByTensorFlowKeras([certain], [certain])).toBeCloseTo(0, 12);
      expect(bceByLogLoss([certain], [certain])).toBeCloseTo(2 ** -23, 12);
    }
  });

  it("parts at certainty: wrong, NumPy is infinite, the others stop at their clip", () => {
    for (const certain of [0, 1]) {
      expect(bceByNumpy([1 - certain], [certain])).toBe(Number.POSITIVE_INFINITY);
      expect(bceByKerasBackend([1 - certain], [certain])).toBeCloseTo(-Math.log(1e-7), 6);
      expect(bceByTensorFlowKeras([1 - certain], [certain])).toBeCloseTo(-Math.log(2e-7), 6);
      expect(bceByLogLoss([1 - certain], [certain])).toBeCloseTo(15.942384719848633, 6); // scikit-learn's
    }
  });

  it("from logits is exact however certain they are", () => {
    expect(bceFromLogits([0], [110])).toBe(110);
    expect(bceFromLogits([1], [-800])).toBe(800);
    expect(bceFromLogits([1, 0], [800, -800])).toBe(0);
    expect(bceFromLogits([1], [40])).toBeCloseTo(Math.exp(-40), 30);
  });

  it("wants one prediction for each target", () => {
    for (const bce of [bceFromLogits, ...Object.values(DEFINITIONS)]) {
      expect(() => bce([0, 1], [0.5])).toThrow("2 targets and 1 predictions cannot be compared");
      expect(() => bce([], [])).toThrow("0 targets and 0 predictions cannot be compared");
    }
  });
});
