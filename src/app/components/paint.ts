import { sideOf } from "../../experiments/image-shape.js";
import type { Values } from "../../index.js";

/** Height, width and channels of a picture. */
export type PictureShape = readonly [height: number, width: number, channels: number];

/** How a sample is drawn: pictures as they are; rows of values as a square, or as few lines of at most 32. */
export function pictureShape(shape: readonly number[]): PictureShape {
  const [height = 1, width, channels = 1] = shape;
  if (width !== undefined) return [height, width, channels];
  const side = sideOf(height);
  if (side !== undefined) return [side, side, 1];
  const columns = Math.min(height, 32);
  return [Math.ceil(height / columns), columns, 1];
}

/** Where a picture's values are, and what of them is black and white. */
export interface Pixels {
  readonly values: Values;
  /** Of its first value. */
  readonly offset: number;
  /** Values of one sample: the last line of a picture may not be full. */
  readonly size: number;
  readonly range: readonly [low: number, high: number];
}

/**
 * MNIST's pixels are ink: painted as opacity, the style sheet decides what paper and ink look like. Everything else is light:
 * grey, or red, green and blue.
 */
export type Tone = "ink" | "light";

/** A picture as the canvas wants it. */
export function imageOf([height, width, channels]: PictureShape, pixels: Pixels, tone: Tone): ImageData {
  const image = new ImageData(width, height);
  const { values, offset, size, range } = pixels;
  // Bytes are /255 for the network, whatever the range of the floats beside them.
  const [low, high] = values instanceof Uint8Array ? [0, 255] : range;
  const level = (at: number) => Math.round((255 * ((values[offset + at] ?? 0) - low)) / (high - low || 1));
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * channels;
    if (at >= size) break;
    if (tone === "ink") image.data[4 * pixel + 3] = level(at);
    else {
      const [red, green, blue] = channels >= 3 ? [level(at), level(at + 1), level(at + 2)] : Array(3).fill(level(at));
      image.data.set([red, green, blue, 255], 4 * pixel);
    }
  }
  return image;
}

/** A colour for numbers on either side of zero: opacity says how far, the ink which side. */
export interface TwoInks {
  readonly above: readonly [number, number, number];
  readonly below: readonly [number, number, number];
}

/** Numbers on both sides of zero, the mean over the channels, at full ink at ±`largest`. */
export function signedImage(
  [height, width, channels]: PictureShape,
  values: Float32Array,
  offset: number,
  largest: number,
  { above, below }: TwoInks,
): ImageData {
  const image = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += values[offset + pixel * channels + channel] ?? 0;
    const value = sum / channels;
    const ink = Math.min(1, Math.abs(value) / (largest || 1));
    image.data.set([...(value < 0 ? below : above), Math.round(255 * ink)], 4 * pixel);
  }
  return image;
}

/** The largest of the values' sizes. */
export function largestOf(values: Float32Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-9);
}

export function paint(canvas: HTMLCanvasElement, image: ImageData): void {
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}
