import { decodeLayers } from "../kernels/layers.js";
import { settingsOf, updateAt } from "./adadelta.js";
import { batchMean } from "./batch-mean.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `dense-weights`: each weight's gradient, a sum over the rows off by at most (rows + 2) U Σ |y dz|, and its
 * Adadelta update; and the mean of the losses.
 */
export const denseWeights: Twin = (call, bounds) => {
  const { reals, words, params, step } = call;
  const y = bound(reals, "y");
  const dz = bound(reals, "dz");
  const arenas = { a: bound(reals, "a"), d: bound(reals, "d"), w: bound(reals, "w") };
  const rows = numberOf(params, "rows");
  const settings = settingsOf(params, step.learningRate);

  const update = (i: number, term: (row: number) => number) => {
    let g = 0;
    let magnitude = 0;
    for (let r = 0; r < rows; r++) {
      const value = term(r);
      g += value;
      magnitude += Math.abs(value);
    }
    updateAt(i, g, (rows + 2) * U * magnitude + TINY, arenas, settings, bounds);
  };

  for (const { inputs, units, kernel, bias, hasBias, input, output } of decodeLayers(bound(words, "layers"))) {
    const dzOf = (row: number, unit: number) => dz[output + row * units + unit] as number;
    for (let k = 0; k < inputs; k++) {
      for (let c = 0; c < units; c++) {
        update(kernel + k * units + c, (row) => (y[input + row * inputs + k] as number) * dzOf(row, c));
      }
    }
    for (let c = 0; c < units * hasBias; c++) update(bias + c, (row) => dzOf(row, c));
  }
  batchMean(call, bounds);
};
