import type { Convolution } from "./convolution.js";
import type { Numbers } from "./kernel.js";
import { tilesOf } from "./tiles.js";

/** The overrides of `lib/convolved.wgsl`, and the constants by which it sizes workgroups and their memory. */
export const CONVOLVED = {
  KERNEL_HEIGHT: "u32",
  KERNEL_WIDTH: "u32",
  IMAGES: "u32",
  LINES: "u32",
  COLUMNS: "u32",
  QUADS: "u32",
  DEPTHS: "u32",
  NARROW: "bool",
  FLIPPED: "bool",
} as const;

export const CONVOLVED_SIZES = ["LANES", "ACROSS", "PIXELS", "FOURS"] as const;

/** The overrides of `lib/repeated.wgsl` and `lib/scattered.wgsl`. */
export const REPEATED = { REPEAT_Y: "u32", REPEAT_X: "u32" } as const;
export const SCATTERED = { WINDOW_Y: "u32", WINDOW_X: "u32", POOLED_HEIGHT: "u32", POOLED_WIDTH: "u32" } as const;

/** Workgroups by `lib/convolved.wgsl`. */
export const convolvedWorkgroups = (params: Convolution, constants: Numbers) =>
  tilesOf(params, constants) * Math.ceil(params.out_channels / (4 * (constants.ACROSS ?? 1)));
