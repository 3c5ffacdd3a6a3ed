/**
 * How many values fall into each of `bins` equal parts of 0…`high`; a value on a border belongs to the part above it. The last
 * part also takes what is larger.
 */
export function histogram(values: ArrayLike<number>, bins: number, high: number): number[] {
  const counts = Array<number>(bins).fill(0);
  for (let index = 0; index < values.length; index++) {
    const bin = high > 0 ? Math.floor((bins * (values[index] ?? 0)) / high) : 0;
    const at = Math.min(bins - 1, Math.max(0, bin));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

/** The value that a share of all values does not exceed; 0 where there are none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** How many of the errors are at least `threshold`. */
export function countFrom(errors: ArrayLike<number>, threshold: number): number {
  let count = 0;
  for (let index = 0; index < errors.length; index++) if ((errors[index] ?? 0) >= threshold) count++;
  return count;
}
