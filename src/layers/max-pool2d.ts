import { heightAndWidth, oneOf, optional } from "../model/fields.js";
import { type LayerForm, PADDING_FIELD } from "./form.js";
import { type HeightAndWidth, imageShape, PADDINGS, type Padding, type Size, windowOver } from "./images.js";
import { type LayerKind, type Placed, written } from "./kind.js";
import type { InAndOut, LayerLowering } from "./lowering.js";
import { type LayerText, tuple } from "./text.js";

/** The largest value of each window of an image, channel by channel. Padding never counts. */
export interface MaxPool2dLayer {
  readonly type: "maxPool2d";
  /** Height and width of the window, in pixels; default 2. */
  readonly poolSize: HeightAndWidth;
  /** Default: the pool's size. */
  readonly strides?: HeightAndWidth;
  /** Default `"valid"`. */
  readonly padding: Padding;
}

/** The largest value of each window, as Keras's `MaxPooling2D`: strides are the pool's size, padding "valid", unless given. */
export function maxPool2d(
  poolSize: Size = 2,
  options: {
    /** Pixels from one window to the next; default: the pool's size. */
    strides?: Size;
    /** Default `"valid"`. */
    padding?: Padding;
  } = {},
): MaxPool2dLayer {
  return written(kind, { poolSize }, options);
}

export const kind: LayerKind<MaxPool2dLayer> = {
  type: "maxPool2d",
  kerasName: "MaxPooling2D",
  fields: {
    poolSize: optional(heightAndWidth, [2, 2]),
    strides: optional(heightAndWidth),
    padding: optional(oneOf(PADDINGS), "valid"),
  },
  place({ poolSize, strides = poolSize, padding }, inputShape) {
    const [height, width, channels] = imageShape(inputShape);
    const down = windowOver(height, poolSize[0], strides[0], padding);
    const across = windowOver(width, poolSize[1], strides[1], padding);
    return { outputShape: [down.length, across.length, channels], parameters: [] };
  },
};

function poolParams(rows: number, { layer, inputShape, outputShape }: Placed<MaxPool2dLayer>) {
  const [in_height, in_width, channels] = imageShape(inputShape);
  const [out_height, out_width] = imageShape(outputShape);
  const { poolSize, strides = poolSize, padding } = layer;
  const [pool_y, pool_x] = poolSize;
  const [stride_y, stride_x] = strides;
  const pad_top = windowOver(in_height, pool_y, stride_y, padding).before;
  const pad_left = windowOver(in_width, pool_x, stride_x, padding).before;
  const images = { rows, in_height, in_width, channels, out_height, out_width };
  return { ...images, pool_y, pool_x, stride_y, stride_x, pad_top, pad_left };
}

export const lowering: LayerLowering<MaxPool2dLayer, InAndOut> = {
  forward(build, placed, x) {
    const y = build.buffer(`${placed.name}.y`, [build.rows, ...placed.outputShape]);
    build.call(`${placed.name}/max-pool2d`, "max-pool2d", { x, y }, poolParams(build.rows, placed));
    return { y, kept: { x, y } };
  },

  backward(build, placed, { x, y }, dy, wantsInput) {
    if (!wantsInput) return undefined;
    const { name, inputShape } = placed;
    const dx = build.buffer(`${name}.dx`, [build.rows, ...inputShape]);
    build.call(`${name}/input-gradient`, "max-pool2d-gradient", { x, y, dy, dx }, poolParams(build.rows, placed));
    return dx;
  },
};

export const form: LayerForm = {
  label: "Max pooling",
  about: "keeps the largest of each window",
  fields: [{ name: "poolSize", label: "Window", kind: "size", start: "2" }, PADDING_FIELD],
};

export const text: LayerText<MaxPool2dLayer> = {
  positional: ["poolSize"],
  keras({ poolSize, strides, padding }) {
    const step = strides ? `, strides=${tuple(strides)}` : "";
    return [`layers.MaxPooling2D(${tuple(poolSize)}${step}, padding="${padding}")`];
  },
};
