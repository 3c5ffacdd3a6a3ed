import { ROWS } from "../kernels/cuts.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * The column sums of dz, of some rows in each part, each off by at most (rows + 2) U Σ |dz|.
 * @param rowsOf how many of all rows are in a part
 */
function columnSums(rowsOf: (rows: number) => number): Twin {
  return ({ reals, params }, bounds) => {
    const dz = bound(reals, "dz");
    const db = bound(reals, "db");
    const rows = numberOf(params, "rows");
    const units = numberOf(params, "units");
    const inPart = rowsOf(rows);
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
}

/** Twin of `bias-gradient`: all rows in one part. */
export const biasGradient = columnSums((rows) => rows);

/** Twin of `bias-gradient-tall`. */
export const biasGradientTall = columnSums(() => ROWS);
