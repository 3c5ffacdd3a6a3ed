/** One way to draw the line between normal and unusual samples. */
export interface RocPoint {
  /** Errors of at least this are called unusual. */
  readonly threshold: number;
  /** Share of the normal samples that are called unusual. */
  readonly falseAlarms: number;
  /** Share of the unusual samples that are called so. */
  readonly caught: number;
}

export interface Roc {
  /** From calling nothing unusual (0, 0) to calling everything so (1, 1): one point for each value that occurs. */
  readonly points: readonly RocPoint[];
  /**
   * The area under the curve: the chance that an unusual sample has a larger error than a normal one, ties counting half
   * (Mann and Whitney's U over the number of pairs).
   */
  readonly area: number;
}

/** The receiver operating characteristic of an error that should be larger for unusual samples; undefined without both kinds. */
export function rocOf(normal: ArrayLike<number>, unusual: ArrayLike<number>): Roc | undefined {
  if (normal.length === 0 || unusual.length === 0) return undefined;
  const [falling, others] = [fallingOrder(normal), fallingOrder(unusual)];
  const points: RocPoint[] = [{ threshold: Number.POSITIVE_INFINITY, falseAlarms: 0, caught: 0 }];
  let [alarms, caught, area] = [0, 0, 0];
  while (alarms < falling.length || caught < others.length) {
    const threshold = Math.max(falling[alarms] ?? Number.NEGATIVE_INFINITY, others[caught] ?? Number.NEGATIVE_INFINITY);
    const [before, caughtBefore] = [alarms, caught];
    while (falling[alarms] === threshold) alarms++;
    while (others[caught] === threshold) caught++;
    // Samples of equal error pass the line together: a slanted piece of the curve, and half a point for each such pair.
    area += ((alarms - before) * (caught + caughtBefore)) / 2;
    points.push({ threshold, falseAlarms: alarms / falling.length, caught: caught / others.length });
  }
  return { points, area: area / (falling.length * others.length) };
}

/** Where most unusual samples are caught for few false alarms: the largest difference of the two rates (Youden's index). */
export function bestPoint({ points }: Roc): RocPoint {
  return points.reduce((best, point) => (gain(point) > gain(best) ? point : best));
}

const gain = ({ caught, falseAlarms }: RocPoint) => caught - falseAlarms;

function fallingOrder(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort().reverse();
}

/** How many of the errors are at least `threshold`. */
export function countFrom(errors: ArrayLike<number>, threshold: number): number {
  let count = 0;
  for (let index = 0; index < errors.length; index++) if ((errors[index] ?? 0) >= threshold) count++;
  return count;
}
