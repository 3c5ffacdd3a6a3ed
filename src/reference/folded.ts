import type { Numbers } from "../operations/operation.js";

/** Counterparts of `lib/repeated.wgsl` and `lib/scattered.wgsl`: images as a convolution that reads them so sees them. */

/** Height, width and channels of images. */
export type Images = readonly [rows: number, height: number, width: number, channels: number];

/** Each pixel REPEAT_Y × REPEAT_X times, to images of this size. */
export function repeated(x: Float64Array, images: Images, { REPEAT_Y = 1, REPEAT_X = 1 }: Numbers): Float64Array {
  const [, height, width] = images;
  return seen(images, (r, iy, ix, c, channels) => {
    const line = r * (height / REPEAT_Y) + Math.floor(iy / REPEAT_Y);
    return x[(line * (width / REPEAT_X) + Math.floor(ix / REPEAT_X)) * channels + c];
  });
}

/** Each gradient of a window's largest value at its place in the window, 0 elsewhere, to images of this size. */
export function scattered(dz: Float64Array, places: Float64Array | undefined, images: Images, constants: Numbers) {
  const [, height, width] = images;
  const { WINDOW_Y = 1, WINDOW_X = 1, POOLED_HEIGHT = height, POOLED_WIDTH = width } = constants;
  return seen(images, (r, oy, ox, c, channels) => {
    const line = Math.floor(oy / WINDOW_Y);
    const column = Math.floor(ox / WINDOW_X);
    if (line >= POOLED_HEIGHT || column >= POOLED_WIDTH) return 0;
    const at = ((r * POOLED_HEIGHT + line) * POOLED_WIDTH + column) * channels + c;
    const place = (oy % WINDOW_Y) * WINDOW_X + (ox % WINDOW_X);
    return WINDOW_Y * WINDOW_X === 1 || places?.[at] === place ? dz[at] : 0;
  });
}

type Pixel = (r: number, y: number, x: number, c: number, channels: number) => number | undefined;

function seen([rows, height, width, channels]: Images, pixel: Pixel): Float64Array {
  const image = new Float64Array(rows * height * width * channels);
  for (let i = 0; i < image.length; i++) {
    const at = Math.floor(i / channels);
    const line = Math.floor(at / width);
    image[i] = pixel(Math.floor(line / height), line % height, at % width, i % channels, channels) as number;
  }
  return image;
}
