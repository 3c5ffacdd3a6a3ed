import { type Depth, depthSizes } from "../operations/images.js";
import { forEachInBlocks } from "./space-to-depth.js";
import { bound, type Twin } from "./twin.js";

/** Twin of `depth-to-space`, which is exact. */
export const depthToSpace: Twin = ({ reals, params }) => {
  const y = bound(reals, "y");
  const x = bound(reals, "x");
  x.fill(0, 0, depthSizes(params as Depth).x);
  forEachInBlocks(params, (from, to) => {
    if (to !== undefined) x[to] = y[from] as number;
  });
};
