import conv2dShader from "../../shaders/conv2d.wgsl?kernel";
import conv2dFlipShader from "../../shaders/conv2d-flip.wgsl?kernel";
import conv2dFromOne from "../../shaders/conv2d-from-one.wgsl?kernel";
import conv2dInputGradientShader from "../../shaders/conv2d-input-gradient.wgsl?kernel";
import conv2dInputGradientShared from "../../shaders/conv2d-input-gradient-shared.wgsl?kernel";
import conv2dMaxPool2dShader from "../../shaders/conv2d-max-pool2d.wgsl?kernel";
import conv2dQuads from "../../shaders/conv2d-quads.wgsl?kernel";
import conv2dShared from "../../shaders/conv2d-shared.wgsl?kernel";
import conv2dSubgroups from "../../shaders/conv2d-subgroups.wgsl?kernel";
import conv2dToOne from "../../shaders/conv2d-to-one.wgsl?kernel";
import {
  type Conv2d,
  type Conv2dFlip,
  type Conv2dFoldedGradient,
  type Conv2dInputGradient,
  type Conv2dMaxPool2d,
  type Convolution,
  isPlain,
  sizesOf,
} from "../operations/convolution.js";
import { isHalf, type Numbers } from "../operations/operation.js";
import { forwardCut } from "./cut-images.js";
import { oneInvocation } from "./grid.js";
import type { Chosen, SizeOf, Version } from "./kernel.js";
import { tilesOf } from "./tiles.js";

/**
 * Kernels of convolutions. Those for software adapters take strips of pixels, channels in fours or one on one side; those for GPUs
 * with many lanes share the patch of a tile and its weights. All but the plain ones are of stride 1.
 */

export const isFours = (count: number) => count % 4 === 0;

/** Without bias or activation, and of images as they are, however those are stored. */
export const isBare = ({ constants }: { readonly constants: Readonly<Record<string, number>> }) =>
  Object.entries(constants).every(([name, value]) => value === 0 || isHalf(name));

/** A convolution of stride 1 of images as they are, for kernels that take strips of pixels. */
const inStrips = ({ params, constants }: Conv2d): boolean =>
  isPlain(params) && isBare({ constants: { ...constants, HAS_BIAS: 0, ACTIVATION: 0 } });

/**
 * The constant `WIDE` of the convolutions that compute strips of pixels: whether strips of 16 cover a line of `width` pixels
 * with less work than strips of 8. A strip loads two pixels more than it computes, and its weights.
 */
export function isWide(width: number): boolean {
  const work = (strip: number) => Math.ceil(width / strip) * (strip + 3);
  return work(16) < work(8);
}

const wide = ({ out_width }: Convolution) => ({ WIDE: Number(isWide(out_width)) });

/**
 * How many places side by side of a kernel of `width` a round of the fast convolutions takes: their constants `PLACES`, two or
 * three, whichever leaves fewer over, and `WHOLE`, whether none is left over.
 */
export function placesAcross(width: number): { readonly PLACES: number; readonly WHOLE: number } {
  const covered = (places: number) => Math.ceil(width / places) * places;
  const PLACES = covered(2) < covered(3) ? 2 : 3;
  return { PLACES, WHOLE: Number(width % PLACES === 0) };
}

/** Workgroups of strips of 16 or 8 pixels, as `isWide` has it, that cover z. */
function strips(params: Convolution, sizeOf: SizeOf): number {
  const { rows, out_height, out_width } = params;
  return Math.ceil(
    (rows * out_height * Math.ceil(out_width / (isWide(out_width) ? 16 : 8))) / sizeOf("WORKGROUP_STRIPS"),
  );
}

export const eights = ({ out_channels }: Convolution) => Math.ceil(out_channels / 8);

/** What `conv2d-quads` and `conv2d-subgroups` are called with. */
const fours = (convolution: Conv2d): Chosen | undefined => {
  const { in_channels, out_channels, kernel_width } = convolution.params;
  if (!inStrips(convolution) || !isFours(in_channels) || !isFours(out_channels)) return undefined;
  return { constants: { ...wide(convolution.params), ...placesAcross(kernel_width) } };
};

const stripsOfEights = (params: Convolution, sizeOf: SizeOf) => strips(params, sizeOf) * eights(params);

/** Workgroups by `lib/convolved.wgsl`. */
const convolved = (params: Convolution, sizeOf: SizeOf) =>
  tilesOf(params, tileIn(sizeOf)) * Math.ceil(params.out_channels / (4 * sizeOf("ACROSS")));

export const tileIn = (sizeOf: SizeOf) => ({
  IMAGES: sizeOf("IMAGES"),
  LINES: sizeOf("LINES"),
  COLUMNS: sizeOf("COLUMNS"),
});

/** How often pixels are repeated each way; what is left out is once. */
export const repeats = ({ REPEAT_Y, REPEAT_X }: Partial<Numbers<"REPEAT_Y" | "REPEAT_X">>) => ({
  REPEAT_Y: REPEAT_Y || 1,
  REPEAT_X: REPEAT_X || 1,
});

/** The windows of a pool over images of a size; without one, windows of a pixel. */
export const windows = (
  constants: Partial<Numbers<"WINDOW_Y" | "WINDOW_X" | "POOLED_HEIGHT" | "POOLED_WIDTH">>,
  height: number,
  width: number,
) => ({
  WINDOW_Y: constants.WINDOW_Y || 1,
  WINDOW_X: constants.WINDOW_X || 1,
  POOLED_HEIGHT: constants.POOLED_HEIGHT || height,
  POOLED_WIDTH: constants.POOLED_WIDTH || width,
});

/** z = activate(x ∗ w + b) */
const conv2d: readonly Version<Conv2d>[] = [
  {
    name: "conv2d-shared",
    shared: true,
    shader: conv2dShared,
    when: ({ params, constants }, { shared }) => {
      const cut = shared && isPlain(params) ? forwardCut(params) : undefined;
      return cut && { constants: { ...cut, ...repeats(constants) } };
    },
    workgroups: convolved,
  },
  {
    name: "conv2d-subgroups",
    shader: conv2dSubgroups,
    when: (convolution, { subgroups }) => (subgroups ? fours(convolution) : undefined),
    workgroups: stripsOfEights,
  },
  { name: "conv2d-quads", shader: conv2dQuads, when: fours, workgroups: stripsOfEights },
  {
    name: "conv2d-from-one",
    shader: conv2dFromOne,
    when: (convolution) => {
      const { in_channels, out_channels } = convolution.params;
      const isOne = inStrips(convolution) && in_channels === 1 && isFours(out_channels);
      return isOne ? { constants: wide(convolution.params) } : undefined;
    },
    workgroups: stripsOfEights,
  },
  {
    name: "conv2d-to-one",
    shader: conv2dToOne,
    when: (convolution) => {
      const { in_channels, out_channels } = convolution.params;
      const isOne = inStrips(convolution) && isFours(in_channels) && out_channels === 1;
      return isOne ? { constants: wide(convolution.params) } : undefined;
    },
    workgroups: strips,
  },
  {
    name: "conv2d",
    shader: conv2dShader,
    plain: true,
    when: (convolution) => (isBare(convolution) ? {} : undefined),
    workgroups: oneInvocation((params) => sizesOf(params).z),
  },
];

/** y = the largest value of each window of activate(x ∗ w + b), and its place there */
const conv2dMaxPool2d: readonly Version<Conv2dMaxPool2d>[] = [
  {
    name: "conv2d-max-pool2d",
    shared: true,
    shader: conv2dMaxPool2dShader,
    when: ({ params, constants }, { shared }) => {
      const { WINDOW_Y = 1, WINDOW_X = 1 } = constants;
      const cut = shared && isPlain(params) ? forwardCut(params, [WINDOW_Y, WINDOW_X]) : undefined;
      return cut && { constants: { ...cut, ...repeats(constants) } };
    },
    workgroups: convolved,
  },
];

/** The gradient of a convolution's input, and the transposed convolution. */
const conv2dInputGradient: readonly Version<Conv2dInputGradient>[] = [
  {
    name: "conv2d-input-gradient",
    shader: conv2dInputGradientShader,
    plain: true,
    workgroups: oneInvocation((params) => sizesOf(params).x),
  },
];

/** dx = activate′ · Σ over copies of dz ∗ w, dz scattered as a max-pool2d would */
const conv2dFoldedGradient: readonly Version<Conv2dFoldedGradient>[] = [
  {
    name: "conv2d-input-gradient-shared",
    shared: true,
    shader: conv2dInputGradientShared,
    when: ({ params, constants }, { shared }) => {
      const { COPIES_Y = 1, COPIES_X = 1 } = constants;
      const cut = shared && isPlain(params) ? forwardCut(params, [COPIES_Y, COPIES_X]) : undefined;
      const { in_height, in_width } = params;
      return cut && { constants: { ...cut, ...windows(constants, in_height, in_width), COPIES_Y, COPIES_X } };
    },
    workgroups: convolved,
  },
];

/** A convolution's kernel turned round: with it the gradient of the convolution's input is a convolution. */
const conv2dFlip: readonly Version<Conv2dFlip>[] = [
  {
    name: "conv2d-flip",
    shader: conv2dFlipShader,
    workgroups: oneInvocation(({ places, in_channels, out_channels }) => places * in_channels * out_channels),
  },
];

/** The kernels of convolutions, by operation. */
export const kernels = {
  conv2d,
  "conv2d-flip": conv2dFlip,
  "conv2d-folded-gradient": conv2dFoldedGradient,
  "conv2d-input-gradient": conv2dInputGradient,
  "conv2d-max-pool2d": conv2dMaxPool2d,
};
