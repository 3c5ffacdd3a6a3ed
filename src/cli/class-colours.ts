/** A colour for each of ten classes that can be told from the others on black and on white: Tableau's ten. */
export const CLASS_COLOURS: readonly (readonly [red: number, green: number, blue: number])[] = [
  [78, 121, 167],
  [242, 142, 43],
  [225, 87, 89],
  [118, 183, 178],
  [89, 161, 79],
  [214, 178, 40],
  [176, 122, 161],
  [255, 141, 152],
  [156, 117, 95],
  [150, 150, 150],
];

/** Where the label of each class stands: the median of its points, by class. */
export function classCentres(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  labels: Uint8Array,
): Map<number, readonly [x: number, y: number]> {
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  return new Map(
    classes.map((label) => {
      const members = Array.from(labels.keys()).filter((index) => labels[index] === label);
      return [label, [median(members.map((index) => x[index] ?? 0)), median(members.map((index) => y[index] ?? 0))]];
    }),
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
