import { heightAndWidth, optional } from "../model/fields.js";
import type { LayerForm } from "./form.js";
import { type HeightAndWidth, imageShape, type Size } from "./images.js";
import { type LayerKind, type Placed, written } from "./kind.js";
import type { LayerLowering } from "./lowering.js";
import { type LayerText, tuple } from "./text.js";

/** Every pixel repeated `size` times down and across. */
export interface UpSampling2dLayer {
  readonly type: "upSampling2d";
  /** How often rows and columns are repeated; default 2. */
  readonly size: HeightAndWidth;
}

/** Every pixel repeated, as Keras's `UpSampling2D` with interpolation "nearest". */
export function upSampling2d(size: Size = 2): UpSampling2dLayer {
  return written(kind, { size });
}

export const kind: LayerKind<UpSampling2dLayer> = {
  type: "upSampling2d",
  kerasName: "UpSampling2D",
  fields: { size: optional(heightAndWidth, [2, 2]) },
  place({ size }, inputShape) {
    const [height, width, channels] = imageShape(inputShape);
    return { outputShape: [height * size[0], width * size[1], channels], parameters: [] };
  },
};

function upSamplingParams(rows: number, { layer, inputShape }: Placed<UpSampling2dLayer>) {
  const [height, width, channels] = imageShape(inputShape);
  return { rows, height, width, channels, size_y: layer.size[0], size_x: layer.size[1] };
}

export const lowering: LayerLowering<UpSampling2dLayer> = {
  forward(build, placed, x) {
    const y = build.buffer(`${placed.name}.y`, [build.rows, ...placed.outputShape]);
    build.call(`${placed.name}/up-sampling2d`, "up-sampling2d", { x, y }, upSamplingParams(build.rows, placed));
    return { y };
  },

  backward(build, placed, _, dy, wantsInput) {
    if (!wantsInput) return undefined;
    const dx = build.buffer(`${placed.name}.dx`, [build.rows, ...placed.inputShape]);
    const params = upSamplingParams(build.rows, placed);
    build.call(`${placed.name}/input-gradient`, "up-sampling2d-gradient", { dy, dx }, params);
    return dx;
  },
};

export const form: LayerForm = {
  label: "Up-sampling",
  about: "repeats every pixel",
  fields: [{ name: "size", label: "Factor", kind: "size", start: "2" }],
};

export const text: LayerText<UpSampling2dLayer> = {
  positional: ["size"],
  keras: ({ size }) => [`layers.UpSampling2D(${tuple(size)}, interpolation="nearest")`],
};
