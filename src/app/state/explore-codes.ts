/** Small sums over codes, `[count × size]`, row after row. */

/** What a number of the code is over all samples. */
export interface UnitRange {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
}

/** Smallest, largest and mean value of each of a code's numbers. */
export function rangesOf(codes: Float32Array, size: number): UnitRange[] {
  const count = codes.length / size;
  return Array.from({ length: size }, (_, unit) => {
    let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let row = 0; row < count; row++) {
      const value = codes[row * size + unit] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
      sum += value;
    }
    return { low, high, mean: sum / count };
  });
}

/** The code of one sample, as a copy. */
export function codeOf(codes: Float32Array, size: number, index: number): Float32Array {
  return codes.slice(index * size, (index + 1) * size);
}

/** `steps` codes from one to another, both included, on the straight line between them. */
export function walk(from: Float32Array, to: Float32Array, steps: number): Float32Array {
  const codes = new Float32Array(steps * from.length);
  for (let step = 0; step < steps; step++) {
    const share = steps === 1 ? 0 : step / (steps - 1);
    for (let unit = 0; unit < from.length; unit++) {
      codes[step * from.length + unit] = (1 - share) * (from[unit] ?? 0) + share * (to[unit] ?? 0);
    }
  }
  return codes;
}

export interface Neighbour {
  readonly index: number;
  /** Euclidean, between codes. */
  readonly distance: number;
}

/** The samples whose codes are nearest, the nearest first. */
export function nearestCodes(codes: Float32Array, code: Float32Array, most: number): Neighbour[] {
  const size = code.length;
  const found: Neighbour[] = [];
  for (let index = 0; index < codes.length / size; index++) {
    let squares = 0;
    for (let unit = 0; unit < size; unit++) squares += ((codes[index * size + unit] ?? 0) - (code[unit] ?? 0)) ** 2;
    const distance = Math.sqrt(squares);
    if (found.length === most && distance >= (found.at(-1)?.distance ?? 0)) continue;
    const place = found.findIndex((other) => other.distance > distance);
    found.splice(place < 0 ? found.length : place, 0, { index, distance });
    found.length = Math.min(found.length, most);
  }
  return found;
}

/** The values between which all but one in fifty lie, at both ends; for what a few far away should not stretch. */
export function mostly(codes: Float32Array, size: number, unit: number): readonly [low: number, high: number] {
  const values = Float32Array.from({ length: codes.length / size }, (_, row) => codes[row * size + unit] ?? 0).sort();
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? 0;
  return [at(0.01), at(0.99)];
}

/** Codes of two numbers over a rectangle, `side × side`, row after row from the top: the first grows to the right, the second upwards. */
export function planeCodes(codes: Float32Array, side: number): Float32Array {
  const [left, right] = mostly(codes, 2, 0);
  const [bottom, top] = mostly(codes, 2, 1);
  const grid = new Float32Array(2 * side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const x = left + ((right - left) * column) / (side - 1);
      const y = top + ((bottom - top) * row) / (side - 1);
      grid.set([x, y], 2 * (row * side + column));
    }
  }
  return grid;
}
