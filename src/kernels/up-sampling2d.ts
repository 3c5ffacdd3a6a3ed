import shader from "../../shaders/up-sampling2d.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, type Numbers, read, readWrite } from "./kernel.js";

/** The params of `up-sampling2d` and its gradient: sizes of the small side, and how often each pixel is repeated. */
export const UP_SAMPLING = {
  rows: "u32",
  height: "u32",
  width: "u32",
  channels: "u32",
  size_y: "u32",
  size_x: "u32",
} as const;

/** Lengths of the small and of the large side. */
export function upSamplingSizes(params: Numbers<keyof typeof UP_SAMPLING>): { small: number; large: number } {
  const { rows, height, width, channels, size_y, size_x } = params;
  const small = rows * height * width * channels;
  return { small, large: small * size_y * size_x };
}

/** y = x, each pixel repeated */
export const upSampling2d = kernel({
  name: "up-sampling2d",
  twin: "up-sampling2d",
  wgsl: [grid, shader],
  bindings: { x: read, y: readWrite },
  params: UP_SAMPLING,
  constants: {},
  step: false,
  workgroups: (params) => workgroupsFor(upSamplingSizes(params).large),
  cost: (params) => {
    const { small, large } = upSamplingSizes(params);
    return { flops: 0, bytes: 4 * (small + large) };
  },
});
