import { type Dataset, datasetOf } from "../../index.js";

/** Some samples of a data set, in the order of `rows`, with their labels. */
export function rowsAt({ data, shape, count, labels }: Dataset, rows: readonly number[]): Dataset {
  const size = data.length / count;
  const values = data instanceof Uint8Array ? new Uint8Array(rows.length * size) : new Float32Array(rows.length * size);
  for (const [index, row] of rows.entries()) values.set(data.subarray(row * size, (row + 1) * size), index * size);
  return datasetOf(values, shape, labels && Uint8Array.from(rows, (row) => labels[row] ?? 0));
}

/** What each of the samples is called: its class where there are labels, else its number in the data. */
export function rowNames({ labels }: Dataset, rows: readonly number[]): string[] {
  return rows.map((row) => (labels ? String(labels[row] ?? 0) : `sample ${row + 1}`));
}
