import { ACTIVATION_FLOPS } from "./activation.js";
import type { Numbers } from "./kernel.js";

type Sizes = Numbers<"m" | "k" | "n">;

/** Arithmetic and traffic of any product of [m, k] and [k, n]. */
export const matmulCost = ({ m, k, n }: Sizes) => ({
  flops: 2 * m * k * n,
  bytes: 4 * (m * k + k * n + m * n),
});

/** The same with a bias and an activation behind it. */
export function layerCost(sizes: Sizes, { HAS_BIAS, ACTIVATION }: Numbers<"HAS_BIAS" | "ACTIVATION">) {
  const { flops, bytes } = matmulCost(sizes);
  const { m, n } = sizes;
  return {
    flops: flops + m * n * (HAS_BIAS + (ACTIVATION_FLOPS[ACTIVATION] ?? 0)),
    bytes: bytes + 4 * n * HAS_BIAS,
  };
}
