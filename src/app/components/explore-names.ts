import { className } from "../state/class-names.js";
import type { Codebook } from "../state/explore-state.js";
import { count } from "./format.js";

/** What a sample is called: `7, no. 1`, `setosa, no. 1`; without labels its number alone. */
export function sampleName({ data, labels, rows }: Codebook, index: number): string {
  const place = `no. ${count((rows[index] ?? index) + 1)}`;
  const label = labels?.[index];
  return label === undefined ? place : `${className(data, label)}, ${place}`;
}
