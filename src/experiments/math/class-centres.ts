/**
 * Where the name of each class stands amid its points: the median of their places, which a few far ones don't move.
 * @param x of each point
 * @param y of each point
 * @param classOf the number of each point's class; as many
 * @returns by class, in rising order
 */
export function classCentres(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  classOf: Uint8Array,
): Map<number, readonly [x: number, y: number]> {
  const members = new Map<number, number[]>();
  for (const [index, label] of classOf.entries()) {
    const known = members.get(label);
    if (known) known.push(index);
    else members.set(label, [index]);
  }
  const classes = [...members].sort(([a], [b]) => a - b);
  return new Map(classes.map(([label, indices]) => [label, [medianOf(x, indices), medianOf(y, indices)]]));
}

/** The middle value; of two in the middle, the larger. */
function medianOf(values: ArrayLike<number>, indices: readonly number[]): number {
  const sorted = Float64Array.from(indices, (index) => values[index] ?? 0).sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
