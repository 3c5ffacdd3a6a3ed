import { readError } from "./half.js";
import { forEachWindow } from "./pooling.js";
import { bound, type Twin } from "./twin.js";

/** Twin of `max-pool2d`, which is exact, but for what reading f16 loses: of values that are read as 0, the largest is off by itself at most. */
export const maxPool2d: Twin = ({ reals, params, constants }, bounds) => {
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  forEachWindow(params, (to, window) => {
    let largest = window.length > 0 ? Number.NEGATIVE_INFINITY : 0;
    for (const from of window) largest = Math.max(largest, x[from] as number);
    y[to] = largest;
    if (bounds?.y) bounds.y[to] = readError(constants.HALF_X, largest);
  });
};
