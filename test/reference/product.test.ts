import fc from "fast-check";
import { expect, it } from "vitest";
import { productRow } from "../../src/reference/product.js";

const value = fc.oneof(fc.constant(0), fc.double({ min: -4, max: 4, noNaN: true }));

it("adds up each sum in the order of its terms, to the bit, however the factors lie", () => {
  const product = fc.record({
    m: fc.integer({ min: 1, max: 5 }),
    k: fc.integer({ min: 1, max: 11 }),
    n: fc.integer({ min: 1, max: 11 }),
    xTransposed: fc.boolean(),
    wTransposed: fc.boolean(),
    withBias: fc.boolean(),
    begin: fc.nat(10),
    values: fc.array(value, { minLength: 200, maxLength: 200 }),
  });
  fc.assert(
    fc.property(product, ({ m, k, n, xTransposed, wTransposed, withBias, begin: from, values }) => {
      const x = Float64Array.from(values.slice(0, m * k));
      const w = Float64Array.from(values.slice(60, 60 + k * n));
      const b = withBias ? Float64Array.from(values.slice(185, 185 + n)) : undefined;
      const begin = from % k;
      const strides = {
        ...(xTransposed ? { xRow: 1, xDepth: m } : { xRow: k, xDepth: 1 }),
        ...(wTransposed ? { wDepth: 1, wColumn: k } : { wDepth: n, wColumn: 1 }),
      };
      for (let r = 0; r < m; r++) {
        const sums = new Float64Array(n).fill(Number.NaN);
        productRow({ ...strides, x, w, b, begin, end: k }, r, sums);
        for (let c = 0; c < n; c++) {
          let wanted = b?.[c] ?? 0;
          for (let i = begin; i < k; i++) {
            wanted +=
              (x[r * strides.xRow + i * strides.xDepth] as number) *
              (w[i * strides.wDepth + c * strides.wColumn] as number);
          }
          // Zeros of either sign are one.
          expect((sums[c] as number) === wanted).toBe(true);
        }
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 200) },
  );
});
