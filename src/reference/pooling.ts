import type { Numbers } from "../operations/operation.js";
import { numberOf } from "./twin.js";

/**
 * Goes through the windows of a pooling.
 * @param visit is told the index of the window's value in y, and those of its pixels inside x in row-major order (in an
 * array that the next window reuses)
 */
export function forEachWindow(params: Numbers, visit: (y: number, window: readonly number[]) => void): void {
  const of = (name: string) => numberOf(params, name);
  const [inHeight, inWidth, channels] = [of("in_height"), of("in_width"), of("channels")];
  const [outHeight, outWidth] = [of("out_height"), of("out_width")];
  const [strideY, strideX, top0, left0] = [of("stride_y"), of("stride_x"), of("pad_top"), of("pad_left")];
  const [poolY, poolX] = [of("pool_y"), of("pool_x")];
  const values = of("rows") * outHeight * outWidth * channels;
  const window: number[] = [];
  for (let y = 0; y < values; y++) {
    const c = y % channels;
    const pixel = Math.floor(y / channels);
    const top = (Math.floor(pixel / outWidth) % outHeight) * strideY - top0;
    const left = (pixel % outWidth) * strideX - left0;
    const r = Math.floor(pixel / (outWidth * outHeight));
    window.length = 0;
    for (let iy = Math.max(top, 0); iy < Math.min(top + poolY, inHeight); iy++) {
      for (let ix = Math.max(left, 0); ix < Math.min(left + poolX, inWidth); ix++) {
        window.push(((r * inHeight + iy) * inWidth + ix) * channels + c);
      }
    }
    visit(y, window);
  }
}
