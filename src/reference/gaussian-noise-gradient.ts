import { clipBounds } from "./gaussian-noise.js";
import { bound, numberOf, type Twin } from "./twin.js";

/** Twin of `gaussian-noise-gradient`: dx = dy where low < y < high, else 0. Exact. */
export const gaussianNoiseGradient: Twin = ({ reals, params }) => {
  const y = bound(reals, "y");
  const dy = bound(reals, "dy");
  const dx = bound(reals, "dx");
  const [low, high] = clipBounds(params);
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const value = y[i] as number;
    dx[i] = low < value && value < high ? (dy[i] as number) : 0;
  }
};
