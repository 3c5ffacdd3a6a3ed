import type { Numbers } from "./kernel.js";

/** The params of every kernel of a pooling: its geometry, as `shaders/lib/pooling.wgsl` explains it. */
export type Pooling = Numbers<
  | "rows"
  | "in_height"
  | "in_width"
  | "channels"
  | "out_height"
  | "out_width"
  | "pool_y"
  | "pool_x"
  | "stride_y"
  | "stride_x"
  | "pad_top"
  | "pad_left"
>;

/** Lengths of a pooling's input and output. */
export function poolingSizes(params: Pooling): { readonly x: number; readonly y: number } {
  const { rows, in_height, in_width, channels, out_height, out_width } = params;
  return { x: rows * in_height * in_width * channels, y: rows * out_height * out_width * channels };
}
