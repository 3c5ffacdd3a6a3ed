import type { Grid } from "../grid.js";
import { rowsOfSplit, type SplitOptions, type SplitRows } from "../split.js";
import type { Labels } from "./labels.js";

/** Which samples are learnt from, and which are kept aside. */
export function splitOf(
  { rows }: Grid,
  labels: Labels | undefined,
  validationSplit: number | SplitOptions | undefined,
): SplitRows | undefined {
  if (validationSplit === undefined) return undefined;
  const options = typeof validationSplit === "number" ? { fraction: validationSplit } : validationSplit;
  return rowsOfSplit({ count: rows, ...(labels && { labels: labels.labels }) }, options);
}

/** Some rows of a grid: a copy. */
export function gridAt({ data, width, place }: Grid, rows: ArrayLike<number>): Grid {
  const part = new (data.constructor as new (length: number) => typeof data)(rows.length * width);
  for (let to = 0; to < rows.length; to++) {
    const row = rows[to] ?? 0;
    part.set(data.subarray(row * width, (row + 1) * width), to * width);
  }
  return { data: part, rows: rows.length, width, place: (row, column) => place(rows[row] ?? 0, column) };
}
