import { forEachWindow } from "./pooling.js";
import { bound, type Twin } from "./twin.js";

/** Twin of `max-pool2d`, which is exact. */
export const maxPool2d: Twin = ({ reals, params }) => {
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  forEachWindow(params, (to, window) => {
    let largest = window.length > 0 ? Number.NEGATIVE_INFINITY : 0;
    for (const from of window) largest = Math.max(largest, x[from] as number);
    y[to] = largest;
  });
};
