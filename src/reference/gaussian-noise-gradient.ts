import { clipLimits } from "./gaussian-noise.js";
import { bound, numberOf, type Twin } from "./twin.js";

/**
 * Twin of `gaussian-noise-gradient`: dx = dy where low < y < high, else 0. Exact: a y that was clipped lies at a limit as it
 * is here, or as the kernel has it in f32; no other f32 lies between the two.
 */
export const gaussianNoiseGradient: Twin = ({ reals, params }) => {
  const y = bound(reals, "y");
  const dy = bound(reals, "dy");
  const dx = bound(reals, "dx");
  const [low, high] = clipLimits(params);
  const [above, below] = [Math.max(low, Math.fround(low)), Math.min(high, Math.fround(high))];
  for (let i = 0; i < numberOf(params, "count"); i++) {
    const value = y[i] as number;
    dx[i] = above < value && value < below ? (dy[i] as number) : 0;
  }
};
