import { sizeOf } from "../data/dataset.js";
import type { Definition, Numbers, OperationOf } from "./operation.js";

/** A pooling's geometry, as `shaders/lib/pooling.wgsl` explains it. */
export type PoolingSizes =
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
  | "pad_left";

export type Pooling = Numbers<PoolingSizes>;

/** Shapes of a pooling's input and output. */
function poolingShapes({ rows, in_height, in_width, channels, out_height, out_width }: Pooling) {
  return { x: [rows, in_height, in_width, channels], y: [rows, out_height, out_width, channels] };
}

/** Lengths of a pooling's input and output. */
export function poolingSizes(params: Pooling): { readonly x: number; readonly y: number } {
  const { x, y } = poolingShapes(params);
  return { x: sizeOf(x), y: sizeOf(y) };
}

const poolingFlops = (params: Pooling) => poolingSizes(params).y * params.pool_y * params.pool_x;

/** y `[rows, out_height, out_width, channels]` = the largest value of each window of x `[rows, in_height, in_width, channels]`. */
export type MaxPool2d = OperationOf<"max-pool2d", "x" | "y", PoolingSizes, "HALF_X" | "HALF_Y">;

export const maxPool2d: Definition<MaxPool2d> = {
  writes: ["y"],
  shapes: poolingShapes,
  flops: poolingFlops,
  halves: ["x", "y"],
};

/** dx = dy where x is the first largest value of its window, else 0; then through the activation that made x. */
export type MaxPool2dGradient = OperationOf<
  "max-pool2d-gradient",
  "x" | "y" | "dy" | "dx",
  PoolingSizes,
  "ACTIVATION" | "HALF_X" | "HALF_Y"
>;

export const maxPool2dGradient: Definition<MaxPool2dGradient> = {
  writes: ["dx"],
  shapes: (params) => {
    const { x, y } = poolingShapes(params);
    return { x, y, dy: y, dx: x };
  },
  flops: poolingFlops,
  halves: ["x", "y"],
};

/** Sizes of the small side, and how often each pixel is repeated. */
export type UpSamplingSizes = "rows" | "height" | "width" | "channels" | "size_y" | "size_x";

export type UpSampling = Numbers<UpSamplingSizes>;

function upSamplingShapes({ rows, height, width, channels, size_y, size_x }: UpSampling) {
  return { small: [rows, height, width, channels], large: [rows, height * size_y, width * size_x, channels] };
}

/** Lengths of the small and of the large side. */
export function upSamplingSizes(params: UpSampling): { readonly small: number; readonly large: number } {
  const { small, large } = upSamplingShapes(params);
  return { small: sizeOf(small), large: sizeOf(large) };
}

/** y = x, each pixel repeated. */
export type UpSampling2d = OperationOf<"up-sampling2d", "x" | "y", UpSamplingSizes, "HALF_X" | "HALF_Y">;

export const upSampling2d: Definition<UpSampling2d> = {
  writes: ["y"],
  shapes: (params) => {
    const { small, large } = upSamplingShapes(params);
    return { x: small, y: large };
  },
  flops: () => 0,
  halves: ["x", "y"],
};

/** dx = Σ of dy over the copies of each pixel; then through the activation that made x, where there is one. */
export type UpSampling2dGradient = OperationOf<
  "up-sampling2d-gradient",
  "dy" | "dx",
  UpSamplingSizes,
  "ACTIVATION" | "HALF_X",
  "x"
>;

export const upSampling2dGradient: Definition<UpSampling2dGradient> = {
  writes: ["dx"],
  shapes: (params, { ACTIVATION }) => {
    const { small, large } = upSamplingShapes(params);
    return { ...(ACTIVATION && { x: small }), dy: large, dx: small };
  },
  flops: (params, { ACTIVATION }) => {
    const { small, large } = upSamplingSizes(params);
    return large + (ACTIVATION ? 2 * small : 0);
  },
  halves: ["x"],
};

/** Blocks of pixels, as `shaders/lib/depth.wgsl` explains them. */
export type DepthSizes =
  | "rows"
  | "height"
  | "width"
  | "channels"
  | "down"
  | "across"
  | "stride_y"
  | "stride_x"
  | "pad_top"
  | "pad_left";

export type Depth = Numbers<DepthSizes>;

/** Shapes of images and of their blocks. */
export function depthShapes({ rows, height, width, channels, down, across, stride_y, stride_x }: Depth) {
  return { x: [rows, height, width, channels], y: [rows, down, across, stride_y * stride_x * channels] };
}

/** Lengths of images and of their blocks. */
export function depthSizes(params: Depth): { readonly x: number; readonly y: number } {
  const { x, y } = depthShapes(params);
  return { x: sizeOf(x), y: sizeOf(y) };
}

/** y = x, its blocks of stride_y × stride_x pixels taken for one pixel each. */
export type SpaceToDepth = OperationOf<"space-to-depth", "x" | "y", DepthSizes, "HALF_X" | "HALF_Y">;

export const spaceToDepth: Definition<SpaceToDepth> = {
  writes: ["y"],
  shapes: depthShapes,
  flops: () => 0,
  halves: ["x", "y"],
};

/** x = y: back from `space-to-depth`. */
export type DepthToSpace = OperationOf<"depth-to-space", "x" | "y", DepthSizes, "HALF_X" | "HALF_Y">;

export const depthToSpace: Definition<DepthToSpace> = {
  writes: ["x"],
  shapes: depthShapes,
  flops: () => 0,
  halves: ["x", "y"],
};
