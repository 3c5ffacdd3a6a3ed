import { ShapeRefusal } from "./kind.js";

/** Height and width: of a kernel, a window, a stride. */
export type HeightAndWidth = readonly [height: number, width: number];

/** One number, or `[height, width]`: a size as a layer's function takes it. */
export type Size = number | HeightAndWidth;

/** Height, width and channels of an image. @throws {ShapeRefusal} for samples of another shape */
export function imageShape(inputShape: readonly number[]): readonly [number, number, number] {
  const [height, width, channels, ...more] = inputShape;
  if (height === undefined || width === undefined || channels === undefined || more.length > 0) {
    throw new ShapeRefusal(
      "needs images [height, width, channels]. Give the model such an input, [28, 28, 1] for grey images of 28 × 28, " +
        "or put a reshape layer before it",
    );
  }
  return [height, width, channels];
}

export const PADDINGS = ["valid", "same"] as const;
/** What is beyond an image's edges: nothing, so that the output is smaller, or zeros, so that it keeps the size (divided by strides). */
export type Padding = (typeof PADDINGS)[number];

/** How a window slides along an axis. */
export interface Window {
  /** Positions of the window: the length of the output. */
  readonly length: number;
  /** Elements of padding before the first. */
  readonly before: number;
}

/**
 * A window of `size` sliding by `stride` along an axis, as TensorFlow has it: `valid` windows lie inside the axis; `same` ones
 * begin at every stride-th element, the padding they need shared between both ends, the odd one behind.
 * @throws {ShapeRefusal} when no window fits
 */
export function windowOver(length: number, size: number, stride: number, padding: Padding): Window {
  if (padding === "same") {
    const windows = Math.ceil(length / stride);
    const missing = Math.max(0, (windows - 1) * stride + size - length);
    return { length: windows, before: Math.floor(missing / 2) };
  }
  if (size > length) {
    throw new ShapeRefusal(
      `needs images of at least ${size} pixels each way, its window's size. Use a smaller window or padding: "same"`,
    );
  }
  return { length: Math.floor((length - size) / stride) + 1, before: 0 };
}
