import type { Chart } from "../../experiments/result.js";

/** All x of all series, ascending, and their y there: nothing where a series has no such point, `null` for a gap. */
export function columnsOf({ series }: Chart): [number[], ...(number | null | undefined)[][]] {
  const xs = [...new Set(series.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const columns = series.map(({ x, y }) => {
    const values = new Map(x.map((at, index) => [at, y[index] ?? Number.NaN]));
    return xs.map((at) => {
      const value = values.get(at);
      return value === undefined || Number.isFinite(value) ? value : null;
    });
  });
  return [xs, ...columns];
}
