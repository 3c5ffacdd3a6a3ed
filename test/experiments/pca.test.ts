import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { datasetOf } from "../../src/data/dataset.js";
import { loadMnist } from "../../src/data/mnist.js";
import { meanSquaredError } from "../../src/experiments/math/image-error.js";
import { fitPca, pcaCodes, pcaDecode, pcaErrors } from "../../src/experiments/math/pca.js";
import { unitValues } from "../../src/experiments/samples.js";

/** Five samples of three values, for which scikit-learn 1.9's PCA gives the figures below. */
const SAMPLES = datasetOf(Float32Array.of(1, 2, 0, 3, 1, 4, 0, 5, 2, 2, 2, 2, 4, 0, 1.5), [3]);

const images = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 7 }))
  .chain(([count, size]) =>
    fc
      .uint8Array({ minLength: count * size, maxLength: count * size })
      .map((bytes) => datasetOf(new Uint8Array(bytes), [size])),
  );

describe("PCA", () => {
  it("finds what scikit-learn finds", async () => {
    const pca = await fitPca(SAMPLES);
    const expected = [
      [-0.64071677, 0.74807799, -0.17280435],
      [0.05861973, 0.27207749, 0.96048819],
      [0.76553625, 0.60527115, -0.21817674],
    ];
    for (const [index, component] of expected.entries()) {
      const found = pca.components[index] ?? new Float64Array();
      const sign = Math.sign((found[0] ?? 0) * (component[0] ?? 0)); // a component's direction is arbitrary
      for (const [place, value] of component.entries()) expect(sign * (found[place] ?? 0)).toBeCloseTo(value, 7);
    }
    for (const [index, variance] of [4.73046418, 1.61996471, 0.08957111].entries()) {
      expect(pca.variances[index]).toBeCloseTo(variance, 7);
    }
    const [one, two] = await pcaErrors(pca, SAMPLES, [1, 2]);
    expect(one).toBeCloseTo(0.5698452732925271, 12);
    expect(two).toBeCloseTo(0.029857037147660075, 12);
  });

  it("has components of length 1 at right angles, and all of them lose nothing", async () => {
    await fc.assert(
      fc.asyncProperty(images, async (dataset) => {
        const pca = await fitPca(dataset);
        const size = pca.mean.length;
        for (const [i, a] of pca.components.entries()) {
          for (const [j, b] of pca.components.entries()) {
            expect(a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0)).toBeCloseTo(i === j ? 1 : 0, 9);
          }
        }
        const back = pcaDecode(pca, await pcaCodes(pca, dataset, size), size);
        for (const [index, value] of unitValues(dataset).entries()) expect(back[index]).toBeCloseTo(value, 6);
      }),
      { numRuns: 20 },
    );
  });

  it("knows the error of a code size without decoding, the same for bytes and floats", async () => {
    await fc.assert(
      fc.asyncProperty(images, async (bytes) => {
        const floats = datasetOf(unitValues(bytes), bytes.shape);
        const pca = await fitPca(bytes);
        const sizes = pca.components.map((_, index) => index + 1);
        const errors = await pcaErrors(pca, bytes, sizes);
        const again = await pcaErrors(await fitPca(floats), floats, sizes);
        for (const [index, size] of sizes.entries()) {
          const decoded = pcaDecode(pca, await pcaCodes(pca, bytes, size), size);
          expect(errors[index]).toBeCloseTo(meanSquaredError(unitValues(bytes), decoded), 7);
          expect(again[index]).toBeCloseTo(errors[index] ?? Number.NaN, 6);
          if (index > 0) expect(errors[index]).toBeLessThanOrEqual((errors[index - 1] ?? 0) + 1e-12);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("refuses a code that is longer than the sample", async () => {
    const pca = await fitPca(SAMPLES);
    await expect(pcaCodes(pca, SAMPLES, 4)).rejects.toThrow(
      "There are 3 components; a code of 4 cannot be made of them.",
    );
    await expect(pcaErrors(pca, SAMPLES, [0])).rejects.toThrow("a code of 0 cannot be made of them");
  });

  it("stops when it is told to", async () => {
    await expect(fitPca(SAMPLES, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });

  it("has test MSE 0.01683 on MNIST with 32 components", async () => {
    const { train, test } = await loadMnist();
    const [error = Number.NaN] = await pcaErrors(await fitPca(train), test, [32]);
    expect(error.toFixed(5)).toBe("0.01683");
  });
});
