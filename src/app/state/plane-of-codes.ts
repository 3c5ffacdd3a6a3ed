/** Codes of any size as places in the plane, from one moment to the next without a jump. */

/** Where codes lie: `mean` and two axes of length 1, along which they spread most. */
export interface Axes {
  readonly mean: Float32Array;
  readonly across: Float32Array;
  readonly up: Float32Array;
  /** How many times as large the plane shows steps upwards: in the beginning codes hardly differ but in one direction. */
  readonly stretch: number;
}

const MOST_STRETCHED = 4;

/** Turns of the power iteration: codes that have moved a little need few, since it begins with the axes of before. */
const TURNS = 4;
const FIRST_TURNS = 24;

/**
 * The axes of codes `[count × size]`: of a code of two numbers these, else the first two principal components.
 * @param before those of a moment ago, of the same size
 */
export function axesOf(codes: Float32Array, size: number, before?: Axes): Axes {
  if (size <= 2) {
    const unit = (at: number) => Float32Array.from({ length: size }, (_, other) => (other === at ? 1 : 0));
    return { mean: new Float32Array(size), across: unit(0), up: unit(1), stretch: 1 };
  }
  const mean = meanOf(codes, size);
  const known = before?.mean.length === size ? before : undefined;
  // Any beginning will do that is not at right angles to the answer.
  let across = known?.across ?? Float32Array.from({ length: size }, (_, at) => Math.sin(1 + at));
  let up = known?.up ?? Float32Array.from({ length: size }, (_, at) => Math.cos(2 + 3 * at));
  for (let turn = 0; turn < (known ? TURNS : FIRST_TURNS); turn++) {
    across = normal(spread(codes, mean, across));
    up = normal(aside(spread(codes, mean, up), across));
  }
  const length = (axis: Float32Array) => Math.sqrt(Math.max(0, dot(spread(codes, mean, axis), axis)));
  const stretch = Math.min(MOST_STRETCHED, Math.max(1, length(across) / Math.max(1e-12, length(up))));
  return { mean, across, up, stretch };
}

/** What rounding leaves of codes that are the same, as a share of their largest number. */
const SAME = 1e-6;

/** Whether all codes `[count × size]` are the same: the plane has one dot then. */
export function areSame(codes: Float32Array, size: number): boolean {
  const off = SAME * codes.subarray(0, size).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return codes.every((value, at) => Math.abs(value - (codes[at % size] ?? 0)) <= off);
}

/** `[count × 2]` */
export function placesOf(codes: Float32Array, { mean, across, up, stretch }: Axes): Float32Array {
  const size = mean.length;
  const count = codes.length / size;
  const places = new Float32Array(2 * count);
  for (let row = 0; row < count; row++) {
    let [x, y] = [0, 0];
    for (let unit = 0; unit < size; unit++) {
      const value = (codes[row * size + unit] ?? 0) - (mean[unit] ?? 0);
      x += value * (across[unit] ?? 0);
      y += value * (up[unit] ?? 0);
    }
    places[2 * row] = x;
    places[2 * row + 1] = stretch * y;
  }
  return places;
}

/** The code at a place: of all that lie there, the one nearest to the mean. */
export function codeAt([x, y]: readonly [number, number], { mean, across, up, stretch }: Axes): Float32Array {
  return mean.map((value, unit) => value + x * (across[unit] ?? 0) + (y / stretch) * (up[unit] ?? 0));
}

function meanOf(codes: Float32Array, size: number): Float32Array {
  const sums = new Float64Array(size);
  for (const [at, value] of codes.entries()) sums[at % size] = (sums[at % size] ?? 0) + value;
  return Float32Array.from(sums, (sum) => (sum * size) / Math.max(1, codes.length));
}

/** The covariance of the codes, times an axis and the number of codes. */
function spread(codes: Float32Array, mean: Float32Array, axis: Float32Array): Float32Array {
  const size = mean.length;
  const result = new Float32Array(size);
  for (let row = 0; row < codes.length; row += size) {
    let along = 0;
    for (let unit = 0; unit < size; unit++) along += ((codes[row + unit] ?? 0) - (mean[unit] ?? 0)) * (axis[unit] ?? 0);
    for (let unit = 0; unit < size; unit++) {
      result[unit] = (result[unit] ?? 0) + along * ((codes[row + unit] ?? 0) - (mean[unit] ?? 0));
    }
  }
  return result;
}

function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

/** What of an axis is at right angles to another, of length 1. */
function aside(axis: Float32Array, other: Float32Array): Float32Array {
  const along = dot(axis, other);
  return axis.map((value, at) => value - along * (other[at] ?? 0));
}

/** Of length 1; where codes do not spread at all, nothing. */
function normal(axis: Float32Array): Float32Array {
  const length = Math.sqrt(dot(axis, axis));
  return length > 1e-12 ? axis.map((value) => value / length) : axis.map(() => 0);
}
