import { rowLoss } from "./row-loss.js";
import { U } from "./twin.js";

/** Twin of `mse-loss`: (y − t)². A difference, squared with its error, and the product's: 3 U. */
export const mseLoss = rowLoss(() => (y, t) => {
  const value = (y - t) * (y - t);
  return { value, error: 3 * U * value };
});
