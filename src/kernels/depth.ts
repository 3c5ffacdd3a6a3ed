import depth from "../../shaders/lib/depth.wgsl?raw";
import { workgroupsFor } from "./grid.js";
import { type Cost, constantIn, type Numbers } from "./kernel.js";

/** The params of `space-to-depth` and `depth-to-space`: their geometry, as `shaders/lib/depth.wgsl` explains it. */
export type Depth = Numbers<
  "rows" | "height" | "width" | "channels" | "down" | "across" | "stride_y" | "stride_x" | "pad_top" | "pad_left"
>;

const RUN = constantIn(depth, "RUN");

/** Lengths of the image and of its blocks. */
export function depthSizes(params: Depth): { readonly x: number; readonly y: number } {
  const { rows, height, width, channels, down, across, stride_y, stride_x } = params;
  return { x: rows * height * width * channels, y: rows * down * across * stride_y * stride_x * channels };
}

/**
 * Workgroups that copy the blocks of all images, those of x that y has not included.
 * @param values that are copied at once
 */
export function depthWorkgroups(params: Depth, values: 1 | 4): number {
  const { rows, channels, stride_y, stride_x } = params;
  const down = Math.max(params.down, Math.ceil((params.height + params.pad_top) / stride_y));
  const across = Math.max(params.across, Math.ceil((params.width + params.pad_left) / stride_x));
  return workgroupsFor(rows * down * across * stride_y * Math.ceil((stride_x * channels) / values / RUN));
}

/** Both sides cross once. */
export function depthCost(params: Depth): Cost {
  const { x, y } = depthSizes(params);
  return { flops: 0, bytes: 4 * (x + y) };
}
