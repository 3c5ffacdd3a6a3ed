import type { Convolution } from "./convolution.js";
import type { Numbers } from "./kernel.js";
import { tilesOf } from "./tiles.js";

/** Workgroups by `lib/convolved.wgsl`. */
export const convolvedWorkgroups = (params: Convolution, constants: Numbers) =>
  tilesOf(params, constants) * Math.ceil(params.out_channels / (4 * (constants.ACROSS ?? 1)));
