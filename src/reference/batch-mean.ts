import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `batch-mean`: losses[slot] = Σ loss / rows. A sum of `rows` terms, a rounded count, a division. */
export const batchMean: Twin = ({ reals, params, step }, bounds) => {
  const loss = bound(reals, "loss");
  const losses = bound(reals, "losses");
  const rows = numberOf(params, "rows");
  let sum = 0;
  let magnitude = 0;
  for (let r = 0; r < rows; r++) {
    sum += loss[r] as number;
    magnitude += Math.abs(loss[r] as number);
  }
  losses[step.slot] = sum / rows;
  if (bounds?.losses) bounds.losses[step.slot] = (U * (rows + 3 + ERROR.division) * magnitude) / rows + TINY;
};
