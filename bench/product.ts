/** The matrix products of `bench --matmul`. */

/** z [m, n] = x [m, k] · w [k, n]; a transposed factor lies in memory the other way round. */
export interface Product {
  readonly title: string;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposed?: "x" | "w";
}

export const PRODUCTS: readonly Product[] = [
  ...[256, 512, 1024, 2048].map((size) => ({ title: `${size} square`, m: size, k: size, n: size })),
  { title: "encode", m: 256, k: 784, n: 32 },
  { title: "decode", m: 256, k: 32, n: 784 },
  { title: "encoder kernel gradient", m: 784, k: 256, n: 32, transposed: "x" },
  { title: "decoder kernel gradient", m: 32, k: 256, n: 784, transposed: "x" },
  { title: "code gradient", m: 256, k: 784, n: 32, transposed: "w" },
];

/** `product-256-784-32`, and which factor is transposed. */
export function idOf({ m, k, n, transposed }: Product): string {
  return `product-${m}-${k}-${n}${transposed ?? ""}`;
}

export function flopsOf({ m, k, n }: Product): number {
  return 2 * m * k * n;
}

/** How a factor lies in memory: [rows, columns]. */
export function storedShapes({ m, k, n, transposed }: Product): { x: [number, number]; w: [number, number] } {
  return { x: transposed === "x" ? [k, m] : [m, k], w: transposed === "w" ? [n, k] : [k, n] };
}

/** Both factors, row after row, the same for every contender: in [0.5, 1.5), so that nothing cancels. */
export function factors(product: Product): { x: Float32Array<ArrayBuffer>; w: Float32Array<ArrayBuffer> } {
  const { m, k, n } = product;
  return { x: values(m * k, 1), w: values(k * n, 2) };
}

/** The last element of z in float64: what a run of the product must return. */
export function lastElement(product: Product): number {
  const { m, k, n, transposed } = product;
  const { x, w } = factors(product);
  let sum = 0;
  for (let depth = 0; depth < k; depth++) {
    const left = x[transposed === "x" ? depth * m + m - 1 : (m - 1) * k + depth] ?? Number.NaN;
    const right = w[transposed === "w" ? (n - 1) * k + depth : depth * n + n - 1] ?? Number.NaN;
    sum += left * right;
  }
  return sum;
}

/** A linear congruential generator (Numerical Recipes): variety is all that is needed. */
function values(length: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 0.5 + state / 2 ** 32;
  });
}
