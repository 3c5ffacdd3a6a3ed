import type { Numbers } from "../operations/operation.js";
import { readError } from "./half.js";
import { bound, numberOf, type Twin } from "./twin.js";

/** Goes through the large side; `visit` is told the index there, and that of the same channel of the pixel that it copies. */
export function forEachCopy(params: Numbers, visit: (large: number, small: number) => void): void {
  const of = (name: string) => numberOf(params, name);
  const [height, width, channels] = [of("height"), of("width"), of("channels")];
  const [sizeY, sizeX] = [of("size_y"), of("size_x")];
  for (let large = 0; large < of("rows") * height * sizeY * width * sizeX * channels; large++) {
    const pixel = Math.floor(large / channels);
    const x = Math.floor((pixel % (width * sizeX)) / sizeX);
    const line = Math.floor(pixel / (width * sizeX));
    const y = Math.floor((line % (height * sizeY)) / sizeY);
    const r = Math.floor(line / (height * sizeY));
    visit(large, ((r * height + y) * width + x) * channels + (large % channels));
  }
}

/** Twin of `up-sampling2d`, which is exact, but for what reading f16 loses. */
export const upSampling2d: Twin = ({ reals, params, constants }, bounds) => {
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  forEachCopy(params, (large, small) => {
    y[large] = x[small] as number;
    if (bounds?.y) bounds.y[large] = readError(constants.HALF_X, x[small] as number);
  });
};
