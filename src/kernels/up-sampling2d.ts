import shader from "../../shaders/up-sampling2d.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel, type Numbers } from "./kernel.js";

/** The params of `up-sampling2d` and its gradient: sizes of the small side, and how often each pixel is repeated. */
export type UpSampling = Numbers<"rows" | "height" | "width" | "channels" | "size_y" | "size_x">;

/** Lengths of the small and of the large side. */
export function upSamplingSizes(params: UpSampling): { small: number; large: number } {
  const { rows, height, width, channels, size_y, size_x } = params;
  const small = rows * height * width * channels;
  return { small, large: small * size_y * size_x };
}

/** y = x, each pixel repeated */
export const upSampling2d = kernel<keyof UpSampling>(shader, {
  twin: "up-sampling2d",
  workgroups: (params) => workgroupsFor(upSamplingSizes(params).large),
  cost: (params) => {
    const { small, large } = upSamplingSizes(params);
    return { flops: 0, bytes: 4 * (small + large) };
  },
});
