import type { Dataset } from "../../index.js";

const PRIME = 0x01000193;
const known = new WeakMap<Dataset, string>();

/**
 * Tells whether two sets of samples are the same, value by value and in order: 64 bits of it, fast rather than safe from those who
 * want to deceive.
 */
export function trainingDigest(dataset: Dataset): string {
  const digest = known.get(dataset) ?? digestOf(dataset);
  known.set(dataset, digest);
  return digest;
}

function digestOf({ data, count }: Dataset): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const wordCount = Math.floor(bytes.length / 4);
  const isAligned = data.byteOffset % 4 === 0;
  const words = new Uint32Array(
    isAligned ? data.buffer : bytes.slice().buffer,
    isAligned ? data.byteOffset : 0,
    wordCount,
  );
  // Two sums with starts of their own, as FNV-1a has them: the second turns, so that they do not go the same way.
  let [one, other] = [0x811c9dc5, count | 0];
  const take = (word: number) => {
    one = Math.imul(one ^ word, PRIME);
    other = Math.imul(((other << 13) | (other >>> 19)) ^ word, PRIME) + 1;
  };
  for (let at = 0; at < wordCount; at++) take(words[at] as number);
  for (let at = 4 * wordCount; at < bytes.length; at++) take(bytes[at] as number);
  return `${count}:${data.constructor.name}:${one >>> 0}:${other >>> 0}`;
}
