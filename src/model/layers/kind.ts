import type { Fields } from "../fields.js";

/** A trainable tensor of a layer, as Keras stores it. */
export interface LayerParameter {
  /** `kernel`, `bias`, `z_mean.kernel` */
  readonly name: string;
  /** Row-major; a dense kernel is `[inputs, units]`, a convolution's `[kernel height, kernel width, in, out]`. */
  readonly shape: readonly number[];
  readonly initializer: "glorotUniform" | "zeros";
}

/** What a layer makes of samples of a given shape. */
export interface Placement {
  readonly outputShape: readonly number[];
  /** In the order in which Keras lists them. */
  readonly parameters: readonly LayerParameter[];
}

/** What a kind of layer is: its fields, and how it meets the shape of its input. Plain data; the GPU's side is in `src/plan/layers/`. */
export interface LayerKind<Layer extends { readonly type: string }> {
  readonly type: Layer["type"];
  /** Keras's class name, for summaries. */
  readonly kerasName: string;
  /** With its article, for errors: `a dense layer`. */
  readonly what: string;
  readonly fields: Fields<Layer>;
  /** @throws {ShapeRefusal} when it cannot take samples of this shape */
  place(layer: Layer, inputShape: readonly number[]): Placement;
}

/** Why a layer cannot take its input; whoever knows the layer's name makes a `ShapeError` of it. */
export class ShapeRefusal extends Error {}

/** Keeps the literal types of a definition while checking it. */
export function layerKind<Layer extends { readonly type: string }>(kind: LayerKind<Layer>): LayerKind<Layer> {
  return kind;
}

/** Height, width and channels of an image. */
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
