import { type Depth, depthSizes } from "../operations/images.js";
import { readError } from "./half.js";
import { forEachInBlocks } from "./space-to-depth.js";
import { bound, type Twin } from "./twin.js";

/** Twin of `depth-to-space`, which is exact, but for what reading f16 loses. */
export const depthToSpace: Twin = ({ reals, params, constants }, bounds) => {
  const y = bound(reals, "y");
  const x = bound(reals, "x");
  x.fill(0, 0, depthSizes(params as Depth).x);
  forEachInBlocks(params, (from, to) => {
    if (to === undefined) return;
    x[to] = y[from] as number;
    if (bounds?.x) bounds.x[to] = readError(constants.HALF_Y, y[from] as number);
  });
};
