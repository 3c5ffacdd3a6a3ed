import { bound, numberOf, type Twin } from "./twin.js";

/** The smallest normal f32; WGSL may flush what is below it to zero. */
const SMALLEST_NORMAL = 2 ** -126;

/** Twin of `cast`: y = x. What is lost when y is stored in another type is not its own (`half.ts`). */
export const cast: Twin = ({ reals, params }, bounds) => {
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const value = x[i] as number;
    y[i] = value;
    if (bounds?.y) bounds.y[i] = Math.abs(value) < SMALLEST_NORMAL ? Math.abs(value) : 0;
  }
};
