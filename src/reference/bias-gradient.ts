import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `bias-gradient`: the column sums of dz, each off by at most (rows + 2) U Σ |dz|. */
export const biasGradient: Twin = ({ reals, params }, bounds) => {
  const dz = bound(reals, "dz");
  const db = bound(reals, "db");
  const rows = numberOf(params, "rows");
  const units = numberOf(params, "units");
  for (let c = 0; c < units; c++) {
    let sum = 0;
    let magnitude = 0;
    for (let r = 0; r < rows; r++) {
      sum += dz[r * units + c] as number;
      magnitude += Math.abs(dz[r * units + c] as number);
    }
    db[c] = sum;
    if (bounds?.db) bounds.db[c] = (rows + 2) * U * magnitude + TINY;
  }
};
