import { ACTIVATION_FLOPS } from "./activation.js";
import { isWide } from "./cuts.js";
import type { Cost, Numbers } from "./kernel.js";

/** The params of every kernel of a convolution: its geometry, as `shaders/lib/convolution.wgsl` explains it. */
export type Convolution = Numbers<
  | "rows"
  | "in_height"
  | "in_width"
  | "in_channels"
  | "out_height"
  | "out_width"
  | "out_channels"
  | "kernel_height"
  | "kernel_width"
  | "stride_y"
  | "stride_x"
  | "pad_top"
  | "pad_left"
>;

/** Lengths of a convolution's three tensors. */
export function sizesOf(params: Convolution): { readonly x: number; readonly w: number; readonly z: number } {
  const { rows, in_height, in_width, in_channels, out_height, out_width, out_channels } = params;
  return {
    x: rows * in_height * in_width * in_channels,
    w: params.kernel_height * params.kernel_width * in_channels * out_channels,
    z: rows * out_height * out_width * out_channels,
  };
}

/** Arithmetic and traffic of a convolution or either of its gradients; what lies outside x is counted as if it were there. */
export function convolutionCost(params: Convolution): Cost {
  const { x, w, z } = sizesOf(params);
  return { flops: (2 * z * w) / params.out_channels, bytes: 4 * (x + w + z) };
}

/** {@link convolutionCost} with a bias and an activation behind it. */
export function epilogueCost(params: Convolution, { HAS_BIAS, ACTIVATION }: Numbers<"HAS_BIAS" | "ACTIVATION">): Cost {
  const { flops, bytes } = convolutionCost(params);
  const { z } = sizesOf(params);
  return {
    flops: flops + z * (HAS_BIAS + (ACTIVATION_FLOPS[ACTIVATION] ?? 0)),
    bytes: bytes + 4 * params.out_channels * HAS_BIAS,
  };
}

/** The strips of 16 or 8 pixels, as `isWide(out_width)` has it, that cover z. */
export function stripsOf({ rows, out_height, out_width }: Convolution): number {
  return rows * out_height * Math.ceil(out_width / (isWide(out_width) ? 16 : 8));
}
