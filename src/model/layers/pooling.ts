import { heightAndWidth, oneOf, optional } from "../fields.js";
import { imageShape, layerKind, PADDINGS, type Padding, windowOver } from "./kind.js";

type HeightAndWidth = readonly [height: number, width: number];

/** The largest value of each window of an image, channel by channel. Padding never counts. */
export interface MaxPool2dLayer {
  readonly type: "maxPool2d";
  readonly poolSize: HeightAndWidth;
  /** Default: the pool's size. */
  readonly strides?: HeightAndWidth;
  readonly padding: Padding;
}

/** Every pixel repeated `size` times down and across. */
export interface UpSampling2dLayer {
  readonly type: "upSampling2d";
  readonly size: HeightAndWidth;
}

export const maxPool2dKind = layerKind<MaxPool2dLayer>({
  type: "maxPool2d",
  kerasName: "MaxPooling2D",
  what: "a maxPool2d layer",
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
});

export const upSampling2dKind = layerKind<UpSampling2dLayer>({
  type: "upSampling2d",
  kerasName: "UpSampling2D",
  what: "an upSampling2d layer",
  fields: { size: optional(heightAndWidth, [2, 2]) },
  place({ size }, inputShape) {
    const [height, width, channels] = imageShape(inputShape);
    return { outputShape: [height * size[0], width * size[1], channels], parameters: [] };
  },
});
