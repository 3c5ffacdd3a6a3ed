import { encode } from "fast-png";
import { type ImageShape, isTable } from "../experiments/image-shape.js";

/** A picture of bytes, row-major, channels last. */
export interface Picture extends ImageShape {
  readonly data: Uint8Array;
}

/** A class by its name, where it has one. */
export const classOf = (label = 0, classes?: readonly string[]) => classes?.[label] ?? String(label);

/** What samples of this shape are called, several of them. */
export const samplesWord = (image: ImageShape) => (isTable(image) ? "samples" : "images");

export function isStrip({ height, width }: ImageShape): boolean {
  return height === 1 && width > 1;
}

/** The samples of `values` as pictures: bytes as they are, floats with 0 black and 1 white. */
export function picturesOf(values: Uint8Array | Float32Array, shape: ImageShape): Picture[] {
  const bytes = values instanceof Uint8Array ? values : bytesOf(values, 0, 1);
  const size = shape.height * shape.width * shape.channels;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => ({
    ...shape,
    data: bytes.slice(index * size, (index + 1) * size),
  }));
}

/**
 * Codes as small pictures, twice as wide as high (32 numbers: 4 × 8). One scale for all, so that they compare:
 * black is the smallest value (0 where none is negative), white the largest.
 */
export function codePictures(codes: Float32Array, size: number): { pictures: Picture[]; low: number; high: number } {
  const low = codes.reduce((a, b) => Math.min(a, b), 0);
  const high = codes.reduce((a, b) => Math.max(a, b), 0);
  const height = codeHeight(size);
  const width = Math.ceil(size / height);
  const bytes = bytesOf(codes, low, high);
  const pictures = Array.from({ length: Math.floor(codes.length / size) }, (_, index) => {
    const data = new Uint8Array(height * width); // the last row may be longer than the code
    data.set(bytes.subarray(index * size, (index + 1) * size));
    return { height, width, channels: 1 as const, data };
  });
  return { pictures, low, high };
}

/** The number of rows that divides the code evenly and comes closest to a picture twice as wide as high. */
function codeHeight(size: number): number {
  const wanted = Math.sqrt(size / 2);
  const divisors = Array.from({ length: Math.max(1, Math.floor(2 * wanted)) }, (_, index) => index + 1);
  const even = divisors.filter((height) => size % height === 0);
  const nearest = (heights: number[]) =>
    heights.reduce((best, height) => (Math.abs(height - wanted) < Math.abs(best - wanted) ? height : best), 1);
  const best = nearest(even);
  return best * 2 >= wanted ? best : nearest(divisors);
}

function bytesOf(values: Float32Array, low: number, high: number): Uint8Array {
  const scale = high > low ? 255 / (high - low) : 0;
  return Uint8Array.from(new Uint8ClampedArray(Array.from(values, (value) => (value - low) * scale)));
}

/** A picture as a PNG file, each pixel drawn `scale` times as large. */
export function png(picture: Picture, scale = 1): Uint8Array {
  const { width, height, channels } = picture;
  const canvas = blank(width * scale, height * scale, channels);
  draw(canvas, picture, 0, 0, scale);
  return encode({ width: canvas.width, height: canvas.height, channels, depth: 8, data: canvas.data });
}

/**
 * Originals above their reconstructions (or pictures alone), ten to a band, with white margins, as a PNG.
 */
export function reconstructionSheet(originals: readonly Picture[], reconstructions: readonly Picture[]): Uint8Array {
  const first = originals[0];
  if (!first) throw new RangeError("There is no sample to draw.");
  const columns = Math.min(10, originals.length);
  const scale = Math.max(1, Math.floor(112 / first.width));
  const [cellWidth, cellHeight] = [first.width * scale, first.height * scale];
  const [gap, margin, between] = [8, 16, 4];
  const bands = Math.ceil(originals.length / columns);
  const bandHeight = cellHeight + (reconstructions.length > 0 ? between + cellHeight : 0);
  const canvas = blank(
    2 * margin + columns * cellWidth + (columns - 1) * gap,
    2 * margin + bands * bandHeight + (bands - 1) * 2 * gap,
    first.channels,
  );
  canvas.data.fill(255);
  for (const [index, original] of originals.entries()) {
    const x = margin + (index % columns) * (cellWidth + gap);
    const y = margin + Math.floor(index / columns) * (bandHeight + 2 * gap);
    draw(canvas, original, x, y, scale);
    const reconstruction = reconstructions[index];
    if (reconstruction) draw(canvas, reconstruction, x, y + cellHeight + between, scale);
  }
  return encode({ ...canvas, depth: 8 });
}

/** A black picture. */
export function blank(width: number, height: number, channels: 1 | 3): Picture {
  return { width, height, channels, data: new Uint8Array(width * height * channels) };
}

/** A picture with each of its rows so many times. */
export function repeatRows(picture: Picture, times: number): Picture {
  if (times === 1) return picture;
  const data = new Uint8Array(picture.data.length * times);
  const row = picture.width * picture.channels;
  for (let y = 0; y < picture.height * times; y += 1) {
    const from = Math.floor(y / times) * row;
    data.set(picture.data.subarray(from, from + row), y * row);
  }
  return { ...picture, height: picture.height * times, data };
}

/** Draws a picture into another one, each pixel `scale` times as large. */
export function draw(canvas: Picture, picture: Picture, left: number, top: number, scale: number): void {
  const { channels } = canvas;
  for (let y = 0; y < picture.height * scale; y += 1) {
    for (let x = 0; x < picture.width * scale; x += 1) {
      const from = (Math.floor(y / scale) * picture.width + Math.floor(x / scale)) * channels;
      const to = ((top + y) * canvas.width + left + x) * channels;
      for (let channel = 0; channel < channels; channel += 1)
        canvas.data[to + channel] = picture.data[from + channel] ?? 0;
    }
  }
}
