import { type PictureShape, signedImage, type TwoInks } from "./paint.js";

/** A code of 32 numbers is drawn as the Keras blog draws it, 8 rows of 4; longer ones grow wider. */
const ROWS = 8;
const INKS: TwoInks = { above: [10, 130, 140], below: [190, 95, 20] };

/** A code laid out in a grid; cells that hold no number of it are bare, as 0. */
export interface CodeGrid {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** Whether a code is images: a map for each of its channels. */
export const isMaps = (shape: readonly number[]): shape is PictureShape => shape.length === 3;

/**
 * Numbers in columns; of a code of images `[height, width, channels]` the map of each channel beside those of others, a bare line between
 * them.
 */
export function codeGrid(code: Float32Array, shape: readonly number[]): CodeGrid {
  if (!isMaps(shape)) {
    const rows = Math.min(code.length, ROWS);
    const columns = Math.ceil(code.length / rows);
    const values = new Float32Array(rows * columns);
    values.set(code);
    return { rows, columns, values };
  }
  const [height, width, channels] = shape;
  const across = Math.ceil(Math.sqrt(channels));
  const rows = Math.ceil(channels / across) * (height + 1) - 1;
  const columns = across * (width + 1) - 1;
  const values = new Float32Array(rows * columns);
  for (const [at, value] of code.entries()) {
    const channel = at % channels;
    const pixel = Math.floor(at / channels);
    const row = Math.floor(channel / across) * (height + 1) + Math.floor(pixel / width);
    values[row * columns + (channel % across) * (width + 1) + (pixel % width)] = value;
  }
  return { rows, columns, values };
}

/** A code as a picture, at full ink at ±`largest`. */
export function codeImage(code: Float32Array, shape: readonly number[], largest: number): ImageData {
  const { rows, columns, values } = codeGrid(code, shape);
  return signedImage([rows, columns, 1], values, 0, largest, INKS);
}
