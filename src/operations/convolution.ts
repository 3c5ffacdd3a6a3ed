import { sizeOf } from "../data/dataset.js";
import { type Epilogue, epilogueFlops } from "./activation.js";
import type { Definition, Numbers, OperationOf } from "./operation.js";

/** A convolution's geometry, as `shaders/lib/convolution.wgsl` explains it. */
export type Geometry =
  | "rows"
  | "in_height"
  | "in_width"
  | "in_channels"
  | "out_height"
  | "out_width"
  | "out_channels"
  | "kernel_height"
  | "kernel_width"
  | "stride_y"
  | "stride_x"
  | "pad_top"
  | "pad_left";

export type Convolution = Numbers<Geometry>;

/** How often a convolution repeats each pixel of x each way, as an up-sampling before it would; 0 is 1. */
type Repeat = "REPEAT_Y" | "REPEAT_X";

/** The windows and the size of a pool that follows forward, so that its gradient comes scattered back; 0 is none. */
export type Windows = "WINDOW_Y" | "WINDOW_X" | "POOLED_HEIGHT" | "POOLED_WIDTH";

/** Shapes of a convolution's three tensors. */
function shapesOf(params: Convolution) {
  const { rows, in_height, in_width, in_channels, out_height, out_width, out_channels } = params;
  return {
    x: [rows, in_height, in_width, in_channels],
    w: [params.kernel_height, params.kernel_width, in_channels, out_channels],
    z: [rows, out_height, out_width, out_channels],
  };
}

/** Lengths of a convolution's three tensors. */
export function sizesOf(params: Convolution): { readonly x: number; readonly w: number; readonly z: number } {
  const { x, w, z } = shapesOf(params);
  return { x: sizeOf(x), w: sizeOf(w), z: sizeOf(z) };
}

/** Stride 1, and every place of the kernel sees some pixel: then the gradients are convolutions as well. */
export function isPlain({ stride_y, stride_x, pad_top, pad_left, kernel_height, kernel_width }: Convolution): boolean {
  return stride_y === 1 && stride_x === 1 && pad_top < kernel_height && pad_left < kernel_width;
}

/** Whether a convolution takes each pixel by itself: a matrix product over pixels. */
export function isPointwise({ kernel_height, kernel_width, stride_y, stride_x }: Convolution): boolean {
  return kernel_height * kernel_width * stride_y * stride_x === 1;
}

/** The convolution back from z to x, whose kernel is turned round. */
export function reversed(params: Convolution): Convolution {
  return {
    ...params,
    in_height: params.out_height,
    in_width: params.out_width,
    in_channels: params.out_channels,
    out_height: params.in_height,
    out_width: params.in_width,
    out_channels: params.in_channels,
    pad_top: params.kernel_height - 1 - params.pad_top,
    pad_left: params.kernel_width - 1 - params.pad_left,
  };
}

/** Arithmetic of a convolution or either of its gradients; what lies outside x is counted as if it were there. */
function flopsOf(params: Convolution): number {
  const { w, z } = sizesOf(params);
  return (2 * z * w) / params.out_channels;
}

/** x before each pixel is repeated. */
function unrepeated(params: Convolution, { REPEAT_Y, REPEAT_X }: Numbers<Repeat>): readonly number[] {
  const { rows, in_height, in_width, in_channels } = params;
  return [rows, in_height / (REPEAT_Y || 1), in_width / (REPEAT_X || 1), in_channels];
}

/** A pool's result over images of so many channels. */
const pooled = (rows: number, { POOLED_HEIGHT, POOLED_WIDTH }: Numbers<Windows>, channels: number) => [
  rows,
  POOLED_HEIGHT,
  POOLED_WIDTH,
  channels,
];

/**
 * z = activate(x ∗ w + b): x `[rows, in_height, in_width, in_channels]`, w `[kernel_height, kernel_width, in_channels,
 * out_channels]`, b `[out_channels]`, z `[rows, out_height, out_width, out_channels]`. FLIPPED, w is that of the convolution
 * whose input's gradient this is: turned round, and its channels swapped.
 */
export type Conv2d = OperationOf<
  "conv2d",
  "x" | "w" | "z",
  Geometry,
  "FLIPPED" | "HALF_X" | "HALF_W" | "HALF_Z" | Repeat | Epilogue,
  "b"
>;

export const conv2d: Definition<Conv2d> = {
  writes: ["z"],
  shapes: (params, constants) => ({
    ...shapesOf(params),
    x: unrepeated(params, constants),
    ...(constants.HAS_BIAS && { b: [params.out_channels] }),
  }),
  flops: (params, constants) => flopsOf(params) + sizesOf(params).z * epilogueFlops(constants),
  halves: ["x", "w", "z"],
};

/** The gradient dx of a convolution's input from that of its result, dz; forward, the transposed convolution. */
export type Conv2dInputGradient = OperationOf<
  "conv2d-input-gradient",
  "dz" | "w" | "dx",
  Geometry,
  "HALF_DZ" | "HALF_W" | "HALF_DX"
>;

export const conv2dInputGradient: Definition<Conv2dInputGradient> = {
  writes: ["dx"],
  shapes: (params) => {
    const { x, w, z } = shapesOf(params);
    return { dz: z, w, dx: x };
  },
  flops: flopsOf,
  halves: ["dz", "w", "dx"],
};

/**
 * The gradient dw of a convolution's kernel: Σ x · dz, and when it HAS_BIAS that of the bias, db. x may be repeated, and
 * dz, with the `places` of the largest values, scattered. In parts, where a kernel takes them so: of TILES tiles of IMAGES ×
 * LINES × COLUMNS pixels each, db behind dw in each. FLIPPED, x and dz have changed roles and the places of the kernel are written in reverse.
 */
export type Conv2dKernelGradient = OperationOf<
  "conv2d-kernel-gradient",
  "x" | "dz" | "dw",
  Geometry,
  "FLIPPED" | "HAS_BIAS" | "HALF_X" | "HALF_DZ" | Repeat | Windows | "TILES" | "IMAGES" | "LINES" | "COLUMNS",
  "places" | "db"
>;

export const conv2dKernelGradient: Definition<Conv2dKernelGradient> = {
  writes: ["dw", "db"],
  shapes: (params, constants) => {
    const { w, z } = shapesOf(params);
    const { rows, out_channels } = params;
    const isPooled = constants.WINDOW_Y * constants.WINDOW_X > 1;
    const dz = isPooled ? pooled(rows, constants, out_channels) : z;
    const db = constants.HAS_BIAS * out_channels;
    // As an operation it has a bias's gradient of its own; as a call behind dw, in each part.
    const sums = constants.IMAGES
      ? { dw: [kernelGradientParts(params, constants), sizeOf(w) + db] }
      : { dw: w, ...(constants.HAS_BIAS && { db: [db] }) };
    return {
      x: unrepeated(params, constants),
      dz,
      ...(isPooled && { places: dz }),
      ...sums,
    };
  },
  flops: (params, { HAS_BIAS }) => flopsOf(params) + sizesOf(params).z * HAS_BIAS,
  halves: ["x", "dz"],
};

/** In how many parts a kernel's gradient comes. */
export function kernelGradientParts(
  { rows, out_height, out_width }: Convolution,
  { TILES, IMAGES, LINES, COLUMNS }: Partial<Numbers<"TILES" | "IMAGES" | "LINES" | "COLUMNS">>,
): number {
  const tiles =
    Math.ceil(rows / (IMAGES || rows)) *
    Math.ceil(out_height / (LINES || out_height)) *
    Math.ceil(out_width / (COLUMNS || out_width));
  return Math.ceil(tiles / (TILES || 1));
}

/** v = w turned round, `[places, in_channels, out_channels]` and its channels swapped: for the gradient of the input. */
export type Conv2dFlip = OperationOf<
  "conv2d-flip",
  "w" | "v",
  "places" | "in_channels" | "out_channels",
  "HALF_W" | "HALF_V"
>;

export const conv2dFlip: Definition<Conv2dFlip> = {
  writes: ["v"],
  shapes: ({ places, in_channels, out_channels }) => ({
    w: [places, in_channels, out_channels],
    v: [places, out_channels, in_channels],
  }),
  flops: () => 0,
  halves: ["w", "v"],
};

/**
 * y = the largest value of each window of activate(x ∗ w + b), and its place there: y, places `[rows, POOLED_HEIGHT,
 * POOLED_WIDTH, out_channels]`.
 */
export type Conv2dMaxPool2d = OperationOf<
  "conv2d-max-pool2d",
  "x" | "w" | "y" | "places",
  Geometry,
  "FLIPPED" | "HALF_X" | "HALF_W" | "HALF_Y" | Repeat | Windows | Epilogue,
  "b"
>;

export const conv2dMaxPool2d: Definition<Conv2dMaxPool2d> = {
  writes: ["y", "places"],
  shapes: (params, constants) => {
    const y = pooled(params.rows, constants, params.out_channels);
    return {
      x: unrepeated(params, constants),
      w: shapesOf(params).w,
      ...(constants.HAS_BIAS && { b: [params.out_channels] }),
      y,
      places: y,
    };
  },
  flops: (params, constants) => flopsOf(params) + sizesOf(params).z * (1 + epilogueFlops(constants)),
  halves: ["x", "w", "y"],
};

/**
 * dx = activate′ · Σ over COPIES_Y × COPIES_X copies of dz ∗ w: the gradient of a convolution's input with what lies before and
 * behind it: dz scattered as a pool's gradient would, its results added up as an up-sampling's would, and through the activation
 * that made x. The params are those of the convolution that this is, from dz to dx; FLIPPED as in {@link Conv2d}.
 */
export type Conv2dFoldedGradient = OperationOf<
  "conv2d-folded-gradient",
  "dz" | "w" | "dx",
  Geometry,
  "FLIPPED" | "HALF_W" | "HALF_X" | Windows | "COPIES_Y" | "COPIES_X" | "ACTIVATION",
  "places" | "x"
>;

export const conv2dFoldedGradient: Definition<Conv2dFoldedGradient> = {
  writes: ["dx"],
  shapes: (params, constants) => {
    const { x, w } = shapesOf(params);
    const { rows, in_channels, out_height, out_width, out_channels } = params;
    const isPooled = constants.WINDOW_Y * constants.WINDOW_X > 1;
    const dz = isPooled ? pooled(rows, constants, in_channels) : x;
    const dx = [rows, out_height / (constants.COPIES_Y || 1), out_width / (constants.COPIES_X || 1), out_channels];
    return { dz, ...(isPooled && { places: dz }), w, ...(constants.ACTIVATION && { x: dx }), dx };
  },
  flops: (params, { ACTIVATION, COPIES_Y, COPIES_X }) => {
    const { z } = sizesOf(params);
    const dx = z / ((COPIES_Y || 1) * (COPIES_X || 1));
    return flopsOf(params) + z - dx + (ACTIVATION ? 3 * dx : 0);
  },
  halves: ["w", "x"],
};

/** The parts of many gradients, added up by a table of `[first, size, parts, to, length, block]` each, to g: blocks of VALUES each. */
export type Conv2dGradientSums = OperationOf<
  "conv2d-gradient-sums",
  "parts" | "table" | "g",
  "rows" | "blocks",
  "VALUES"
>;

/** Parts and length of each row of the table. */
function sumsIn(table: readonly number[] = []): { readonly parts: number; readonly length: number }[] {
  const rows = Array.from({ length: table.length / 6 }, (_, row) => table.slice(6 * row));
  return rows.map(([, , parts = 0, , length = 0]) => ({ parts, length }));
}

export const conv2dGradientSums: Definition<Conv2dGradientSums> = {
  writes: ["g"],
  shapes: (_params, _constants, { table }) => ({
    parts: [sumsIn(table).reduce((sum, { parts, length }) => sum + parts * length, 0)],
    g: [sumsIn(table).reduce((sum, { length }) => sum + length, 0)],
  }),
  flops: (_params, _constants, { table }) =>
    sumsIn(table).reduce((sum, { parts, length }) => sum + (parts - 1) * length, 0),
};
