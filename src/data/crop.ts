import { ArgumentError, DataError, shown } from "../errors.js";
import { mostUnpacked } from "../formats/unpacking.js";

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

/** All of them, by name. */
export const IMAGE_OPTIONS = ["size", "channels", "signal", "onProgress"] as const satisfies (keyof ImageOptions)[];

/** Pictures that keep the first one's size have at most this many pixels a side: more is rarely meant. */
const MOST_UNASKED = 128;
/** Larger ones would make models of hundreds of millions of weights. */
const MOST_ASKED = 1024;
/** Pixels of a picture that is read at all: 8,192 × 8,192. */
export const MOST_PIXELS = 2 ** 26;
/** Pixels of one whose file is next to nothing: 4,096 × 4,096. */
const MOST_EMPTY = 2 ** 24;

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

/**
 * @param file its bytes, and what its pixels take once they are unpacked
 * @throws {DataError} for a picture with more pixels than is read, or than its file explains
 */
export function checkPixels(
  width: number,
  height: number,
  name: string,
  { bytes, unpacked }: { readonly bytes: number; readonly unpacked: number } = { bytes: 0, unpacked: 0 },
): void {
  const pixels = width * height;
  if (pixels > MOST_PIXELS) {
    throw new DataError(
      `${name} has ${width} × ${height} pixels; at most ${MOST_PIXELS.toLocaleString("en")} can be read. Make it smaller first.`,
    );
  }
  // Of four bytes each, and what stands between the rows.
  if (Math.max(pixels, unpacked / 5) > MOST_EMPTY && unpacked > mostUnpacked(bytes, 0)) {
    throw new DataError(
      `${name} has ${width} × ${height} pixels in ${bytes.toLocaleString("en")} bytes, nearly all alike; of such pictures at most ` +
        `${MOST_EMPTY.toLocaleString("en")} can be read. Make it smaller first.`,
    );
  }
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
    for (const [x, { begin, weights }] of across.entries()) {
      const to = ((y - top) * width + x) * channels;
      for (let index = 0; index < weights.length; index++) {
        readPixel(image, y * image.width + begin + index, channels, pixel);
        const weight = weights[index] ?? 0;
        for (let c = 0; c < channels; c++) short[to + c] = (short[to + c] ?? 0) + weight * (pixel[c] ?? 0);
      }
    }
  }
  for (const [y, { begin, weights }] of down.entries()) {
    for (let index = 0; index < width * channels; index++) {
      let sum = 0;
      for (let row = 0; row < weights.length; row++) {
        sum += (weights[row] ?? 0) * (short[(begin + row - top) * width * channels + index] ?? 0);
      }
      result[y * width * channels + index] = rounded(sum);
    }
  }
}

/** The pixels of the picture under each pixel of the result, and the share of each in it. */
interface Span {
  readonly begin: number;
  readonly end: number;
  readonly weights: Float64Array;
}

function spans(length: number, wanted: number, scale: number): Span[] {
  const start = (length - wanted * scale) / 2;
  return Array.from({ length: wanted }, (_, index) => {
    const low = start + index * scale;
    const high = low + scale;
    // Rounding may let in a pixel that is hardly touched: its weight is as small.
    const begin = Math.max(0, Math.floor(low));
    const end = Math.min(length, Math.ceil(high));
    const weights = new Float64Array(end - begin);
    for (let pixel = begin; pixel < end; pixel++) {
      weights[pixel - begin] = (Math.min(pixel + 1, high) - Math.max(pixel, low)) / scale;
    }
    return { begin, end, weights };
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
  const isClear = channels === 2 || channels === 4;
  const alpha = isClear ? (data[at + channels - 1] ?? most) / most : 1;
  const red = most + alpha * ((data[at] ?? 0) - most);
  const green = channels >= 3 ? most + alpha * ((data[at + 1] ?? 0) - most) : red;
  const blue = channels >= 3 ? most + alpha * ((data[at + 2] ?? 0) - most) : red;
  if (wanted === 1) pixel[0] = 0.299 * red + 0.587 * green + 0.114 * blue;
  else {
    pixel[0] = red;
    pixel[1] = green;
    pixel[2] = blue;
  }
}
