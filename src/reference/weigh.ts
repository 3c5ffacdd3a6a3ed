import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/** Twin of `weigh`: y[r, j] ← w[r] · y[r, j]; 0 where w[r] is 0. One product. */
export const weigh: Twin = ({ reals, params }, bounds) => {
  const w = bound(reals, "w");
  const y = bound(reals, "y");
  const size = numberOf(params, "size");
  for (let i = 0; i < numberOf(params, "rows") * size; i++) {
    const weight = w[Math.floor(i / size)] as number;
    const product = weight === 0 ? 0 : weight * (y[i] as number);
    y[i] = product;
    if (bounds?.y) bounds.y[i] = U * Math.abs(product) + TINY;
  }
};
