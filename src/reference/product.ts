/** Where a product z[r, c] = Σ_i x[r, i] w[i, c] has its factors: x at r · xRow + i · xDepth, w at i · wDepth + c · wColumn. */
export interface Strides {
  readonly xRow: number;
  readonly xDepth: number;
  readonly wDepth: number;
  readonly wColumn: number;
}

/** The factors of a product, and which part of the sums is wanted. */
export interface Factors extends Strides {
  readonly x: Float64Array;
  readonly w: Float64Array;
  /** What the sums begin with; 0 without it. */
  readonly b: Float64Array | undefined;
  readonly begin: number;
  readonly end: number;
}

/**
 * One row of a product, as fast as plain loops are: each sum adds up in the order of i, so that its bits are those of the loop that
 * says what is meant. Terms with an x of 0, most of a picture of a digit, are passed over: they add nothing where w is finite.
 * @param row of x
 * @param sums the row, filled in
 */
export function productRow(factors: Factors, row: number, sums: Float64Array): void {
  const { x, b, xRow, xDepth, wDepth, wColumn, begin, end } = factors;
  if (b) sums.set(b.subarray(0, sums.length));
  else sums.fill(0);
  const at = new Uint32Array(end - begin);
  const values = new Float64Array(end - begin);
  let count = 0;
  for (let i = begin; i < end; i++) {
    const value = x[row * xRow + i * xDepth] as number;
    at[count] = i * wDepth;
    values[count] = value;
    count += value === 0 ? 0 : 1;
  }
  if (wColumn === 1) addRows(factors.w, at.subarray(0, count), values, sums);
  else addColumns(factors.w, at.subarray(0, count), values, wColumn, sums);
}

/** sums[c] += Σ values[j] w[at[j] + c]: rows of w side by side, four at a time. */
function addRows(w: Float64Array, at: Uint32Array, values: Float64Array, sums: Float64Array): void {
  const fours = at.length - (at.length % 4);
  for (let j = 0; j < fours; j += 4) {
    const [a0, a1, a2, a3] = [at[j] as number, at[j + 1] as number, at[j + 2] as number, at[j + 3] as number];
    const v0 = values[j] as number;
    const v1 = values[j + 1] as number;
    const v2 = values[j + 2] as number;
    const v3 = values[j + 3] as number;
    for (let c = 0; c < sums.length; c++) {
      let sum = sums[c] as number;
      sum += v0 * (w[a0 + c] as number);
      sum += v1 * (w[a1 + c] as number);
      sum += v2 * (w[a2 + c] as number);
      sum += v3 * (w[a3 + c] as number);
      sums[c] = sum;
    }
  }
  for (let j = fours; j < at.length; j++) {
    const [from, value] = [at[j] as number, values[j] as number];
    for (let c = 0; c < sums.length; c++) sums[c] = (sums[c] as number) + value * (w[from + c] as number);
  }
}

/** sums[c] += Σ values[j] w[at[j] + c · stride]: four sums at a time, which need not wait for each other. */
function addColumns(w: Float64Array, at: Uint32Array, values: Float64Array, stride: number, sums: Float64Array): void {
  const fours = sums.length - (sums.length % 4);
  for (let c = 0; c < fours; c += 4) {
    const from = c * stride;
    let s0 = sums[c] as number;
    let s1 = sums[c + 1] as number;
    let s2 = sums[c + 2] as number;
    let s3 = sums[c + 3] as number;
    for (let j = 0; j < at.length; j++) {
      const value = values[j] as number;
      const there = from + (at[j] as number);
      s0 += value * (w[there] as number);
      s1 += value * (w[there + stride] as number);
      s2 += value * (w[there + 2 * stride] as number);
      s3 += value * (w[there + 3 * stride] as number);
    }
    sums[c] = s0;
    sums[c + 1] = s1;
    sums[c + 2] = s2;
    sums[c + 3] = s3;
  }
  for (let c = fours; c < sums.length; c++) {
    let sum = sums[c] as number;
    for (let j = 0; j < at.length; j++) sum += (values[j] as number) * (w[c * stride + (at[j] as number)] as number);
    sums[c] = sum;
  }
}
