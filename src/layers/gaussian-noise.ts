import { sizeOf } from "../data/dataset.js";
import { numberThat, optional, range } from "../model/fields.js";
import type { View } from "../operations/operation.js";
import type { LayerForm } from "./form.js";
import { type LayerKind, type Options, sameShape, written } from "./kind.js";
import type { LayerLowering } from "./lowering.js";
import type { LayerText } from "./text.js";

/** Normal noise added to each value, while training only: `y = clip(x + stddev · ε)`. */
export interface GaussianNoiseLayer {
  readonly type: "gaussianNoise";
  /** Standard deviation of the noise, in units of the data as the model sees them. */
  readonly stddev: number;
  /** Where results are clipped to; the Keras blog's denoising autoencoder has `[0, 1]`. Keras's own layer never clips. */
  readonly clip?: readonly [low: number, high: number];
}

/** Normal noise while training, as Keras's `GaussianNoise`; with `clip: [0, 1]`, the Keras blog's for denoising. */
export function gaussianNoise(stddev: number, options: Options<GaussianNoiseLayer, "stddev"> = {}): GaussianNoiseLayer {
  return written(kind, { stddev }, options);
}

export const kind: LayerKind<GaussianNoiseLayer> = {
  type: "gaussianNoise",
  kerasName: "GaussianNoise",
  fields: { stddev: numberThat("a number of at least 0", (value) => value >= 0), clip: optional(range) },
  place: sameShape,
  random: true,
};

export const lowering: LayerLowering<GaussianNoiseLayer, { readonly y: View }> = {
  forward(build, placed, x) {
    const { name, layer, inputShape } = placed;
    if (build.kind !== "train") return { y: x };
    const y = build.buffer(`${name}.y`, [build.rows, ...inputShape]);
    const [low, high] = layer.clip ?? [0, 0];
    const count = build.rows * sizeOf(inputShape);
    const params = { count, stddev: layer.stddev, low, high, ...build.randomness(placed) };
    build.call(`${name}/gaussian-noise`, "gaussian-noise", { x, y }, params, {
      CLIP: Number(layer.clip !== undefined),
    });
    return { y, kept: { y } };
  },

  backward(build, placed, { y }, dy, wantsInput) {
    const { name, layer, inputShape } = placed;
    if (!wantsInput || !layer.clip) return dy;
    const [low, high] = layer.clip;
    const dx = build.buffer(`${name}.dx`, [build.rows, ...inputShape]);
    const params = { count: build.rows * sizeOf(inputShape), low, high };
    build.call(`${name}/input-gradient`, "gaussian-noise-gradient", { y, dy, dx }, params);
    return dx;
  },
};

export const form: LayerForm = {
  label: "Gaussian noise",
  about: "while training only; the target stays clean",
  fields: [
    { name: "stddev", label: "Deviation", kind: "number", start: "0.5" },
    { name: "clip", label: "Clip to", kind: "list", start: "0, 1" },
  ],
};

export const text: LayerText<GaussianNoiseLayer> = {
  positional: ["stddev"],
  keras({ stddev, clip }) {
    const noise = `layers.GaussianNoise(${stddev})`;
    return clip ? [noise, `layers.Lambda(lambda x: keras.ops.clip(x, ${clip[0]}, ${clip[1]}))`] : [noise];
  },
};
