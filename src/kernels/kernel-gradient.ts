import conv2dGradientSumsShader from "../../shaders/conv2d-gradient-sums.wgsl?kernel";
import conv2dKernelGradientShader from "../../shaders/conv2d-kernel-gradient.wgsl?kernel";
import conv2dKernelGradientFromOne from "../../shaders/conv2d-kernel-gradient-from-one.wgsl?kernel";
import conv2dKernelGradientQuads from "../../shaders/conv2d-kernel-gradient-quads.wgsl?kernel";
import conv2dKernelGradientShared from "../../shaders/conv2d-kernel-gradient-shared.wgsl?kernel";
import {
  type Conv2dGradientSums,
  type Conv2dKernelGradient,
  type Convolution,
  isPlain,
  kernelGradientParts,
  reversed,
  sizesOf,
} from "../operations/convolution.js";
import { eights, isBare, isFours, placesAcross, repeats, tileIn, windows } from "./convolution.js";
import { gradientCut } from "./cut-images.js";
import { oneInvocation } from "./grid.js";
import type { SizeOf, Version } from "./kernel.js";
import { tilesOf } from "./tiles.js";

/** Images in a part of the batch, in the kernels for software adapters. */
const IMAGES = 2;
const partsOf = (params: Convolution) => kernelGradientParts(params, { IMAGES });

/** Blocks of a kernel, places by places by channels by channels, in each part of the batch, a workgroup's many. */
const blocksOf = (rows: number, blocks: number, sizeOf: SizeOf) =>
  Math.ceil((Math.ceil(rows / sizeOf("IMAGES")) * blocks) / sizeOf("WORKGROUP_BLOCKS"));

/** The gradient of a convolution's kernel, the fast ones' in parts. */
const conv2dKernelGradient: readonly Version<Conv2dKernelGradient>[] = [
  {
    // With the gradient of the bias.
    name: "conv2d-kernel-gradient-shared",
    shared: true,
    shader: conv2dKernelGradientShared,
    when: ({ params, constants }, { shared }) => {
      const { kernel_height, kernel_width, out_height, out_width } = params;
      const isPointwise = kernel_height * kernel_width === 1;
      const cut = shared && isPlain(params) && !isPointwise ? gradientCut(params, constants.HAS_BIAS ?? 0) : undefined;
      if (!cut) return undefined;
      const read = { ...repeats(constants), ...windows(constants, out_height, out_width) };
      return { constants: { ...cut, ...read }, parts: kernelGradientParts(params, cut) };
    },
    workgroups: (params, sizeOf) => {
      const { kernel_height, kernel_width, in_channels, out_channels } = params;
      const blocks =
        Math.ceil((kernel_height * kernel_width) / sizeOf("PLACES")) *
        Math.ceil(in_channels / (4 * sizeOf("QUADS"))) *
        Math.ceil(out_channels / (4 * sizeOf("GROUPS")));
      return blocks * Math.ceil(tilesOf(params, tileIn(sizeOf)) / sizeOf("TILES"));
    },
  },
  {
    name: "conv2d-kernel-gradient-quads",
    shader: conv2dKernelGradientQuads,
    when: (gradient) => {
      const { in_channels, out_channels, kernel_width } = gradient.params;
      const isFast = isPlain(gradient.params) && isBare(gradient) && isFours(in_channels) && isFours(out_channels);
      if (!isFast) return undefined;
      return { constants: { IMAGES, PLACES: placesAcross(kernel_width).PLACES }, parts: partsOf(gradient.params) };
    },
    workgroups: (params, sizeOf) => {
      const { rows, kernel_height, kernel_width, in_channels, out_channels } = params;
      const places = kernel_height * Math.ceil(kernel_width / sizeOf("PLACES"));
      return blocksOf(rows, places * Math.ceil(in_channels / 8) * Math.ceil(out_channels / 8), sizeOf);
    },
  },
  {
    // From one channel, or to one: then x and dz change roles, and the kernel's places come in reverse.
    name: "conv2d-kernel-gradient-from-one",
    shader: conv2dKernelGradientFromOne,
    when: (gradient) => {
      const { params, bindings, constants: given } = gradient;
      const { in_channels, out_channels } = params;
      if (!isPlain(params) || !isBare(gradient)) return undefined;
      const parts = partsOf(params);
      if (in_channels === 1 && isFours(out_channels)) return { constants: { IMAGES }, parts };
      if (!isFours(in_channels) || out_channels !== 1) return undefined;
      const { x, dz } = bindings;
      const { HALF_X = 0, HALF_DZ = 0 } = given;
      const stored = (HALF_X || HALF_DZ) && { HALF_X: HALF_DZ, HALF_DZ: HALF_X };
      const constants = { IMAGES, FLIPPED: 1, ...stored };
      return { bindings: { x: dz, dz: x }, params: reversed(params), constants, parts };
    },
    workgroups: (params, sizeOf) => {
      const { rows, kernel_height, kernel_width } = params;
      const places = Math.ceil(kernel_height / 3) * Math.ceil(kernel_width / 3);
      return blocksOf(rows, places * eights(params), sizeOf);
    },
  },
  {
    name: "conv2d-kernel-gradient",
    shader: conv2dKernelGradientShader,
    plain: true,
    when: (gradient) => (isBare(gradient) ? {} : undefined),
    workgroups: oneInvocation((params) => sizesOf(params).w),
  },
];

/** The parts of many gradients, added up by a table. */
const conv2dGradientSums: readonly Version<Conv2dGradientSums>[] = [
  { name: "conv2d-gradient-sums", shader: conv2dGradientSumsShader, workgroups: ({ blocks }) => blocks },
];

/** The kernels of convolutions' kernels' gradients, by operation. */
export const kernels = {
  "conv2d-gradient-sums": conv2dGradientSums,
  "conv2d-kernel-gradient": conv2dKernelGradient,
};
