import type { Codebook } from "../state/explore.js";
import { count } from "./format.js";

/** What a sample is called: `7, no. 1`; without labels its number alone. */
export function sampleName({ labels, rows }: Codebook, index: number): string {
  const place = `no. ${count((rows[index] ?? index) + 1)}`;
  const label = labels?.[index];
  return label === undefined ? place : `${label}, ${place}`;
}
