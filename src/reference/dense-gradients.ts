import { decodeLayers, filledUp } from "../operations/stack.js";
import { batchMean } from "./batch-mean.js";
import { bound, numberOf, TINY, type Twin, type TwinCall, U } from "./twin.js";

/** Twin of `dense-gradients`: the gradient of each weight, and the mean of the losses. */
export const denseGradients: Twin = (call, bounds) => {
  const g = bound(call.reals, "g");
  eachGradient(call, (index, gradient, error) => {
    g[index] = gradient;
    if (bounds?.g) bounds.g[index] = error;
  });
  batchMean(call, bounds);
};

/**
 * Visits each weight of a stack of dense layers with its place in the arena and its gradient, a sum over the rows off by at
 * most (rows + 2) U Σ |y dz|.
 */
export function eachGradient(
  { reals, words, params }: TwinCall,
  visit: (index: number, gradient: number, error: number) => void,
): void {
  const y = bound(reals, "y");
  const dz = bound(reals, "dz");
  const rows = numberOf(params, "rows");

  const sum = (index: number, term: (row: number) => number) => {
    let gradient = 0;
    let magnitude = 0;
    for (let r = 0; r < rows; r++) {
      const value = term(r);
      gradient += value;
      magnitude += Math.abs(value);
    }
    visit(index, gradient, (rows + 2) * U * magnitude + TINY);
  };

  for (const { inputs, units, kernel, bias, hasBias, input, output } of decodeLayers(bound(words, "layers"))) {
    const dzOf = (row: number, unit: number) => dz[output + row * filledUp(units) + unit] as number;
    for (let k = 0; k < inputs; k++) {
      for (let c = 0; c < units; c++) {
        sum(kernel + k * units + c, (row) => (y[input + row * filledUp(inputs) + k] as number) * dzOf(row, c));
      }
    }
    for (let c = 0; c < units * hasBias; c++) sum(bias + c, (row) => dzOf(row, c));
  }
}
