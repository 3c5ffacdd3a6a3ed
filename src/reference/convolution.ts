import type { Convolution } from "../operations/convolution.js";
import type { Numbers } from "../operations/operation.js";
import { numberOf, TINY, U } from "./twin.js";

/** The geometry that a plan always gives. */
export function geometryOf(params: Numbers): Convolution {
  const names = ["rows", "in_height", "in_width", "in_channels", "out_height", "out_width", "out_channels"] as const;
  const others = ["kernel_height", "kernel_width", "stride_y", "stride_x", "pad_top", "pad_left"] as const;
  return Object.fromEntries([...names, ...others].map((name) => [name, numberOf(params, name)])) as Convolution;
}

/**
 * Goes through all pairs of a pixel of z and a place of the kernel, where the pixel of x that they meet is inside.
 * @param visit is told where the channels of x's pixel begin, the matrix [in_channels, out_channels] of the kernel's
 * place, and the channels of z's pixel
 */
export function forEachMeeting(geometry: Convolution, visit: (x: number, w: number, z: number) => void): void {
  const { rows, in_height, in_width, in_channels, out_height, out_width, out_channels } = geometry;
  const { kernel_height, kernel_width, stride_y, stride_x, pad_top, pad_left } = geometry;
  for (let r = 0; r < rows; r++) {
    for (let oy = 0; oy < out_height; oy++) {
      for (let ky = 0; ky < kernel_height; ky++) {
        const iy = oy * stride_y + ky - pad_top;
        if (iy < 0 || iy >= in_height) continue;
        for (let ox = 0; ox < out_width; ox++) {
          for (let kx = 0; kx < kernel_width; kx++) {
            const ix = ox * stride_x + kx - pad_left;
            if (ix < 0 || ix >= in_width) continue;
            visit(
              ((r * in_height + iy) * in_width + ix) * in_channels,
              (ky * kernel_width + kx) * in_channels * out_channels,
              ((r * out_height + oy) * out_width + ox) * out_channels,
            );
          }
        }
      }
    }
  }
}

/** How far a sum of `terms` products, their magnitudes adding up to `magnitude`, may be off in f32, in any order. */
export const sumBound = (terms: number, magnitude: number) => (terms + 2) * U * magnitude + TINY;
