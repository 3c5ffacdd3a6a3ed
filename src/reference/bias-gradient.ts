import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * The column sums of dz, of all rows, or of ROWS in each part: each off by at most (rows + 2) U Σ |dz|.
 */
export const biasGradient: Twin = ({ reals, params, constants }, bounds) => {
  const dz = bound(reals, "dz");
  const db = bound(reals, "db");
  const rows = numberOf(params, "rows");
  const units = numberOf(params, "units");
  const inPart = constants.ROWS || rows;
  for (let part = 0; part * inPart < rows; part++) {
    for (let c = 0; c < units; c++) {
      let sum = 0;
      let magnitude = 0;
      for (let r = part * inPart; r < Math.min(rows, (part + 1) * inPart); r++) {
        sum += dz[r * units + c] as number;
        magnitude += Math.abs(dz[r * units + c] as number);
      }
      db[part * units + c] = sum;
      if (bounds?.db) bounds.db[part * units + c] = (inPart + 2) * U * magnitude + TINY;
    }
  }
};
