import type { Dataset } from "../../index.js";
import { className } from "../state/class-names.js";

/** The labels that occur, ascending. */
export function classesOf({ labels }: Pick<Dataset, "labels">): number[] {
  return [...new Set(labels)].sort((a, b) => a - b);
}

/** The label that most samples have, of equals the first; none of none. */
export function commonest(
  { labels = new Uint8Array() }: Pick<Dataset, "labels">,
  classes: readonly number[],
): number[] {
  const counts = new Uint32Array(256);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return [...classes].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b).slice(0, 1);
}

/** What each of the samples is called: its class where there are labels, else its number in the data. */
export function rowNames(dataset: Dataset, rows: readonly number[]): string[] {
  const { labels } = dataset;
  return rows.map((row) => (labels ? className(dataset, labels[row] ?? 0) : `sample ${row + 1}`));
}
