import type { Numbers } from "../operations/operation.js";
import { readError } from "./half.js";
import { bound, numberOf, type Twin } from "./twin.js";

/** Goes through y; `visit` is told the index there, and that of the value in x, undefined outside. */
export function forEachInBlocks(params: Numbers, visit: (y: number, x: number | undefined) => void): void {
  const of = (name: string) => numberOf(params, name);
  const [height, width, channels, down, across] = [of("height"), of("width"), of("channels"), of("down"), of("across")];
  const [strideY, strideX, padTop, padLeft] = [of("stride_y"), of("stride_x"), of("pad_top"), of("pad_left")];
  const pixels = of("rows") * down * across * strideY * strideX;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const inBlock = pixel % (strideY * strideX);
    const block = Math.floor(pixel / (strideY * strideX));
    const ix = (block % across) * strideX + (inBlock % strideX) - padLeft;
    const iy = (Math.floor(block / across) % down) * strideY + Math.floor(inBlock / strideX) - padTop;
    const r = Math.floor(block / (across * down));
    const isInside = iy >= 0 && iy < height && ix >= 0 && ix < width;
    for (let c = 0; c < channels; c++) {
      visit(pixel * channels + c, isInside ? ((r * height + iy) * width + ix) * channels + c : undefined);
    }
  }
}

/** Twin of `space-to-depth`, which is exact, but for what reading f16 loses. */
export const spaceToDepth: Twin = ({ reals, params, constants }, bounds) => {
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  forEachInBlocks(params, (to, from) => {
    const value = from === undefined ? 0 : (x[from] as number);
    y[to] = value;
    if (bounds?.y) bounds.y[to] = readError(constants.HALF_X, value);
  });
};
