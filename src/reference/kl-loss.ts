import { klDivergence } from "./kl.js";
import { rowPenalty } from "./row-penalty.js";
import { bound, numberOf } from "./twin.js";

/** Twin of `kl-loss`: loss[r] += weight · Σ_j ½ (mean² + exp(log_var) − 1 − log_var). */
export const klLoss = rowPenalty(({ reals, params }) => {
  const mean = bound(reals, "mean");
  const logVar = bound(reals, "log_var");
  return {
    weight: numberOf(params, "weight"),
    term: (index) => klDivergence(mean[index] as number, logVar[index] as number),
  };
});
