import { sizesOf } from "../operations/convolution.js";
import { conv2d } from "./conv2d.js";
import { geometryOf } from "./convolution.js";
import { forEachWindow } from "./pooling.js";
import { bound, numberOf, type Twin } from "./twin.js";

/**
 * Twin of `conv2d-max-pool2d`: the largest value of each window of `conv2d`'s result, and the first place that has it.
 * The largest of some values is off by at most as much as any of them. Where another value may be as large within its bound,
 * the place may be any of the window.
 */
export const conv2dMaxPool2d: Twin = (call, bounds) => {
  const geometry = geometryOf(call.params);
  const { rows, out_height, out_width, out_channels } = geometry;
  const y = bound(call.reals, "y");
  const places = bound(call.reals, "places");
  const z = new Float64Array(sizesOf(geometry).z);
  const error = new Float64Array(z.length);
  conv2d({ ...call, reals: { ...call.reals, z } }, bounds && { z: error });
  const [pool_y, pool_x] = [numberOf(call.constants, "WINDOW_Y"), numberOf(call.constants, "WINDOW_X")];
  const pool = {
    ...{ rows, in_height: out_height, in_width: out_width, channels: out_channels },
    out_height: numberOf(call.constants, "POOLED_HEIGHT"),
    out_width: numberOf(call.constants, "POOLED_WIDTH"),
    ...{ pool_y, pool_x, stride_y: pool_y, stride_x: pool_x, pad_top: 0, pad_left: 0 },
  };
  forEachWindow(pool, (to, window) => {
    const [first = 0] = window;
    let largest = first;
    for (const at of window) if ((z[at] as number) > (z[largest] as number)) largest = at;
    const pixel = (at: number) => Math.floor(at / out_channels);
    // Windows begin inside, so that their first pixel is `first`.
    const down = Math.floor(pixel(largest) / out_width) - Math.floor(pixel(first) / out_width);
    y[to] = z[largest] as number;
    places[to] = down * pool_x + ((pixel(largest) % out_width) - (pixel(first) % out_width));
    if (!bounds) return;
    const reach = window.map((at) => (z[at] as number) + (error[at] as number));
    const least = (z[largest] as number) - (error[largest] as number);
    const isClear = window.every((at, i) => at === largest || (reach[i] as number) < least);
    if (bounds.y) bounds.y[to] = Math.max(...window.map((at) => error[at] as number));
    if (bounds.places) bounds.places[to] = isClear ? 0 : pool_y * pool_x - 1;
  });
};
