import pooling from "../../shaders/lib/pooling.wgsl?raw";
import type { Numbers } from "./kernel.js";

/** The params of every kernel of a pooling: its geometry, as `shaders/lib/pooling.wgsl` explains it. */
export const POOLING = {
  rows: "u32",
  in_height: "u32",
  in_width: "u32",
  channels: "u32",
  out_height: "u32",
  out_width: "u32",
  pool_y: "u32",
  pool_x: "u32",
  stride_y: "u32",
  stride_x: "u32",
  pad_top: "u32",
  pad_left: "u32",
} as const;

export type Pooling = Numbers<keyof typeof POOLING>;

/** Lengths of a pooling's input and output. */
export function poolingSizes(params: Pooling): { readonly x: number; readonly y: number } {
  const { rows, in_height, in_width, channels, out_height, out_width } = params;
  return { x: rows * in_height * in_width * channels, y: rows * out_height * out_width * channels };
}

export { pooling };
