import depthToSpaceShader from "../../shaders/depth-to-space.wgsl?kernel";
import depthToSpaceQuads from "../../shaders/depth-to-space-quads.wgsl?kernel";
import maxPool2dShader from "../../shaders/max-pool2d.wgsl?kernel";
import maxPool2dGradientShader from "../../shaders/max-pool2d-gradient.wgsl?kernel";
import maxPool2dGradientQuads from "../../shaders/max-pool2d-gradient-quads.wgsl?kernel";
import maxPool2dQuads from "../../shaders/max-pool2d-quads.wgsl?kernel";
import spaceToDepthShader from "../../shaders/space-to-depth.wgsl?kernel";
import spaceToDepthQuads from "../../shaders/space-to-depth-quads.wgsl?kernel";
import upSampling2dShader from "../../shaders/up-sampling2d.wgsl?kernel";
import upSampling2dGradientShader from "../../shaders/up-sampling2d-gradient.wgsl?kernel";
import upSampling2dGradientQuads from "../../shaders/up-sampling2d-gradient-quads.wgsl?kernel";
import upSampling2dQuads from "../../shaders/up-sampling2d-quads.wgsl?kernel";
import {
  type Depth,
  type DepthToSpace,
  type MaxPool2d,
  type MaxPool2dGradient,
  type Pooling,
  poolingSizes,
  type SpaceToDepth,
  type UpSampling,
  type UpSampling2d,
  type UpSampling2dGradient,
  upSamplingSizes,
} from "../operations/images.js";
import type { Numbers } from "../operations/operation.js";
import { oneInvocation } from "./grid.js";
import type { Chosen, SizeOf, Version } from "./kernel.js";

const isFours = ({ params }: { readonly params: Numbers<"channels"> }) => params.channels % 4 === 0;

const inFours = (operation: { readonly params: Numbers<"channels"> }): Chosen | undefined =>
  isFours(operation) ? {} : undefined;

/** The constant by which kernels know squares of two by two, whose pixels they take at once. */
const twoByTwo = (height: number, width: number) => ({
  constants: { TWO_BY_TWO: Number(height === 2 && width === 2) },
});

/** y = the largest value of each window of x */
const maxPool2d: readonly Version<MaxPool2d>[] = [
  {
    name: "max-pool2d-quads",
    shader: maxPool2dQuads,
    when: (pool) => (isFours(pool) ? twoByTwo(pool.params.pool_y, pool.params.pool_x) : undefined),
    workgroups: oneInvocation((params) => poolingSizes(params).y / 4),
  },
  {
    name: "max-pool2d",
    shader: maxPool2dShader,
    plain: true,
    workgroups: oneInvocation((params) => poolingSizes(params).y),
  },
];

/** Windows that cover all of x, those without a y as well. */
function windowsOf({ rows, in_height, in_width, pool_y, pool_x, pad_top, pad_left }: Pooling): number {
  return rows * Math.ceil((in_height + pad_top) / pool_y) * Math.ceil((in_width + pad_left) / pool_x);
}

/** dx = dy where x is the first largest value of its window, else 0, through the activation that made x */
const maxPool2dGradient: readonly Version<MaxPool2dGradient>[] = [
  {
    // Windows side by side.
    name: "max-pool2d-gradient-quads",
    shader: maxPool2dGradientQuads,
    when: (pool) => {
      const { stride_y, stride_x, pool_y, pool_x } = pool.params;
      return isFours(pool) && stride_y === pool_y && stride_x === pool_x ? {} : undefined;
    },
    workgroups: oneInvocation((params) => (windowsOf(params) * params.channels) / 4),
  },
  {
    name: "max-pool2d-gradient",
    shader: maxPool2dGradientShader,
    plain: true,
    when: ({ constants }) => (constants.ACTIVATION ? undefined : {}),
    workgroups: oneInvocation((params) => poolingSizes(params).x),
  },
];

const smallFours = oneInvocation((params: UpSampling) => upSamplingSizes(params).small / 4);

/** y = x, each pixel repeated */
const upSampling2d: readonly Version<UpSampling2d>[] = [
  {
    name: "up-sampling2d-quads",
    shader: upSampling2dQuads,
    when: (up) => (isFours(up) ? twoByTwo(up.params.size_y, up.params.size_x) : undefined),
    workgroups: smallFours,
  },
  {
    name: "up-sampling2d",
    shader: upSampling2dShader,
    plain: true,
    workgroups: oneInvocation((params) => upSamplingSizes(params).large),
  },
];

/** dx = Σ of dy over the copies of each pixel, through the activation that made x */
const upSampling2dGradient: readonly Version<UpSampling2dGradient>[] = [
  {
    name: "up-sampling2d-gradient-quads",
    shader: upSampling2dGradientQuads,
    when: (up) => (isFours(up) ? twoByTwo(up.params.size_y, up.params.size_x) : undefined),
    workgroups: smallFours,
  },
  {
    name: "up-sampling2d-gradient",
    shader: upSampling2dGradientShader,
    plain: true,
    when: ({ constants }) => (constants.ACTIVATION ? undefined : {}),
    workgroups: oneInvocation((params) => upSamplingSizes(params).small),
  },
];

/** Workgroups that copy the blocks of all images, those of x that y has not included, so many values at once. */
const copies = (values: 1 | 4) => (params: Depth, sizeOf: SizeOf) => {
  const { rows, height, width, channels, stride_y, stride_x, pad_top, pad_left, ...blocks } = params;
  const down = Math.max(blocks.down, Math.ceil((height + pad_top) / stride_y));
  const across = Math.max(blocks.across, Math.ceil((width + pad_left) / stride_x));
  const runs = Math.ceil((stride_x * channels) / values / sizeOf("RUN"));
  return Math.ceil((rows * down * across * stride_y * runs) / sizeOf("WORKGROUP"));
};

/** y = x, its blocks of pixels taken for one pixel each. */
const spaceToDepth: readonly Version<SpaceToDepth>[] = [
  { name: "space-to-depth-quads", shader: spaceToDepthQuads, when: inFours, workgroups: copies(4) },
  { name: "space-to-depth", shader: spaceToDepthShader, plain: true, workgroups: copies(1) },
];

/** x = y: back from `space-to-depth`. */
const depthToSpace: readonly Version<DepthToSpace>[] = [
  { name: "depth-to-space-quads", shader: depthToSpaceQuads, when: inFours, workgroups: copies(4) },
  { name: "depth-to-space", shader: depthToSpaceShader, plain: true, workgroups: copies(1) },
];

/** The kernels of pools, up-samplings and blocks of pixels, by operation. */
export const kernels = {
  "depth-to-space": depthToSpace,
  "max-pool2d": maxPool2d,
  "max-pool2d-gradient": maxPool2dGradient,
  "space-to-depth": spaceToDepth,
  "up-sampling2d": upSampling2d,
  "up-sampling2d-gradient": upSampling2dGradient,
};
