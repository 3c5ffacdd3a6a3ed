import { imageShape, type Padding, windowOver } from "../layers/images.js";

type Size = readonly [number, number];
/** Rows and columns around an image. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

/** What a convolution or a pooling adds around an image `[height, width, channels]`, as Keras does. */
export function padsOf(shape: readonly number[], size: Size, strides: Size, padding: Padding): Pads {
  if (padding === "valid") return [0, 0, 0, 0];
  const [height, width] = imageShape(shape);
  const along = (length: number, axis: 0 | 1) => {
    const { length: windows, before } = windowOver(length, size[axis], strides[axis], padding);
    return [before, Math.max(0, (windows - 1) * strides[axis] + size[axis] - length) - before] as const;
  };
  const [down, across] = [along(height, 0), along(width, 1)];
  return [down[0], across[0], down[1], across[1]];
}

/**
 * What a transposed convolution takes away around its image: what the convolution that it transposes would have added; and the
 * `extra` rows and columns that the image ends with and no pixel reaches, where a kernel is smaller than its stride.
 */
export function transposedPads(size: Size, strides: Size, padding: Padding): { pads: Pads; extra: Size } {
  const along = (axis: 0 | 1) => {
    const total = padding === "same" ? Math.max(size[axis] - strides[axis], 0) : 0;
    const before = Math.floor(total / 2);
    return { before, after: total - before, extra: Math.max(strides[axis] - size[axis], 0) };
  };
  const [down, across] = [along(0), along(1)];
  return { pads: [down.before, across.before, down.after, across.after], extra: [down.extra, across.extra] };
}
