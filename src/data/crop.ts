import { ArgumentError, DataError, shown } from "../errors.js";

/** A decoded picture: values of 8 or 16 bits, row-major, channels last: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
export interface DecodedImage {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  /** The largest value of the picture's depth: 8 bits unless told. */
  readonly most?: 255 | 65535;
}

/** How pictures of any size and kind become samples of one shape. */
export interface ImageOptions {
  /** Side of the square that every picture is cropped and scaled to, or `[height, width]`; default: the first one's own. */
  readonly size?: number | readonly [height: number, width: number];
  /** 1: grey, the default; 3: red, green and blue. */
  readonly channels?: 1 | 3;
  /** Stops reading; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every picture. */
  readonly onProgress?: (read: number) => void;
}

/** Pictures that keep the first one's size have at most this many pixels a side: more is rarely meant. */
const MOST_UNASKED = 128;
/** Larger ones would make models of hundreds of millions of weights. */
const MOST_ASKED = 1024;
/** Pixels of a picture that is read at all: 8,192 × 8,192. */
export const MOST_PIXELS = 2 ** 26;

/**
 * Height and width of the samples.
 * @param first the first picture, and its name for an error
 * @throws {ArgumentError} for a size that makes no sense, {@link DataError} when none is given and the picture is large
 */
export function targetSize(
  size: ImageOptions["size"],
  first: { readonly width: number; readonly height: number },
  name: string,
): readonly [height: number, width: number] {
  if (size === undefined) {
    if (Math.max(first.width, first.height) <= MOST_UNASKED) return [first.height, first.width];
    throw new DataError(
      `${name} has ${first.width} × ${first.height} pixels. Choose what to crop and scale the pictures to: size: 28, or ` +
        "on the command line --image-size 28.",
    );
  }
  const [height, width] = typeof size === "number" ? [size, size] : size;
  for (const side of [height, width]) {
    if (!Number.isInteger(side) || side < 1 || side > MOST_ASKED) {
      throw new ArgumentError(`A picture's size must be whole numbers from 1 to ${MOST_ASKED}; got ${shown(size)}.`);
    }
  }
  return [height, width];
}

/** @throws {DataError} for a picture with more pixels than is read */
export function checkPixels(width: number, height: number, name: string): void {
  if (width * height <= MOST_PIXELS) return;
  throw new DataError(
    `${name} has ${width} × ${height} pixels; at most ${MOST_PIXELS.toLocaleString("en")} can be read. Make it smaller first.`,
  );
}

/**
 * The largest part of the picture's middle that has the wanted proportions, scaled to the wanted size: every pixel is the
 * mean over the area that it covers. What is transparent shows white paper.
 * @param image of 8 bits a value
 * @returns `height × width × channels` bytes
 */
export function cropAndScale(
  image: DecodedImage,
  size: readonly [height: number, width: number],
  channels: 1 | 3,
): Uint8Array {
  const result = new Uint8Array(size[0] * size[1] * channels);
  crop(image, size, channels, result, Math.round);
  return result;
}

/** As {@link cropAndScale}, for any depth, and without rounding: values from 0 to the picture's largest. */
export function cropExactly(
  image: DecodedImage,
  size: readonly [height: number, width: number],
  channels: 1 | 3,
): Float32Array {
  const result = new Float32Array(size[0] * size[1] * channels);
  crop(image, size, channels, result, (value) => value);
  return result;
}

function crop(
  image: DecodedImage,
  [height, width]: readonly [height: number, width: number],
  channels: 1 | 3,
  result: Uint8Array | Float32Array,
  rounded: (value: number) => number,
): void {
  const scale = Math.min(image.width / width, image.height / height);
  const across = spans(image.width, width, scale);
  const down = spans(image.height, height, scale);
  // First rows of the picture shortened, then their columns: two sums along a line instead of one over an area.
  const [top = 0, bottom = 0] = [down[0]?.begin, down.at(-1)?.end];
  const short = new Float32Array((bottom - top) * width * channels);
  const pixel = new Float32Array(3);
  for (let y = top; y < bottom; y++) {
    for (const [x, { begin, end, weightOf }] of across.entries()) {
      const to = ((y - top) * width + x) * channels;
      for (let from = begin; from < end; from++) {
        readPixel(image, y * image.width + from, channels, pixel);
        const weight = weightOf(from);
        for (let c = 0; c < channels; c++) short[to + c] = (short[to + c] ?? 0) + weight * (pixel[c] ?? 0);
      }
    }
  }
  for (const [y, { begin, end, weightOf }] of down.entries()) {
    for (let index = 0; index < width * channels; index++) {
      let sum = 0;
      for (let from = begin; from < end; from++) {
        sum += weightOf(from) * (short[(from - top) * width * channels + index] ?? 0);
      }
      result[y * width * channels + index] = rounded(sum);
    }
  }
}

/** The pixels of the picture under each pixel of the result, and the share of each in it. */
interface Span {
  readonly begin: number;
  readonly end: number;
  readonly weightOf: (pixel: number) => number;
}

function spans(length: number, wanted: number, scale: number): Span[] {
  const start = (length - wanted * scale) / 2;
  return Array.from({ length: wanted }, (_, index) => {
    const low = start + index * scale;
    const high = low + scale;
    // Rounding may let in a pixel that is hardly touched: its weight is as small.
    const begin = Math.max(0, Math.floor(low));
    const end = Math.min(length, Math.ceil(high));
    return { begin, end, weightOf: (pixel) => (Math.min(pixel + 1, high) - Math.max(pixel, low)) / scale };
  });
}

/** One pixel on white paper, as grey (ITU-R BT.601's luma, as everywhere) or RGB. */
function readPixel(
  { data, channels, most = 255 }: DecodedImage,
  index: number,
  wanted: 1 | 3,
  pixel: Float32Array,
): void {
  const at = index * channels;
  const alpha = channels === 2 || channels === 4 ? (data[at + channels - 1] ?? most) / most : 1;
  const on = (offset: number) => most + alpha * ((data[at + offset] ?? 0) - most);
  const red = on(0);
  const [green, blue] = channels >= 3 ? [on(1), on(2)] : [red, red];
  if (wanted === 3) pixel.set([red, green, blue]);
  else pixel[0] = 0.299 * red + 0.587 * green + 0.114 * blue;
}
