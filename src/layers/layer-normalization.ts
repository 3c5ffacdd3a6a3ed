import { sizeOf } from "../data/dataset.js";
import { flag, numberThat, optional } from "../model/fields.js";
import type { Parameter } from "../model/initializers.js";
import type { View } from "../operations/operation.js";
import type { LayerForm } from "./form.js";
import { type LayerKind, type Options, type Placed, written } from "./kind.js";
import type { Build, LayerLowering } from "./lowering.js";
import type { LayerText } from "./text.js";

/**
 * Each sample's values, of an image each pixel's channels, brought to mean 0 and variance 1, then `· gamma + beta` (Ba, Kiros and
 * Hinton, 2016, arXiv:1607.06450).
 */
export interface LayerNormalizationLayer {
  readonly type: "layerNormalization";
  /** Added to the variance before its root is divided by. */
  readonly epsilon: number;
  /** Whether it has `beta` `[units]`, at first zeros. */
  readonly center: boolean;
  /** Whether it has `gamma` `[units]`, at first ones. */
  readonly scale: boolean;
}

/** Values normalized along their last axis, as Keras's `LayerNormalization`: epsilon 0.001, with `gamma` and `beta`, unless given. */
export function layerNormalization(options: Options<LayerNormalizationLayer, never> = {}): LayerNormalizationLayer {
  return written(kind, {}, options);
}

export const kind: LayerKind<LayerNormalizationLayer> = {
  type: "layerNormalization",
  kerasName: "LayerNormalization",
  fields: {
    epsilon: optional(
      numberThat("a number above 0", (value) => value > 0),
      1e-3,
    ),
    center: optional(flag, true),
    scale: optional(flag, true),
  },
  place({ center, scale }, inputShape) {
    const shape = inputShape.slice(-1);
    const gamma: Parameter = { name: "gamma", shape, initializer: "ones" };
    const beta: Parameter = { name: "beta", shape, initializer: "zeros" };
    return { outputShape: inputShape, parameters: [...(scale ? [gamma] : []), ...(center ? [beta] : [])] };
  },
  activation: () => "linear",
};

/** A batch's samples, of images their pixels, as rows. */
function rowsIn(build: Build, { layer, inputShape }: Placed<LayerNormalizationLayer>) {
  const size = inputShape.at(-1) ?? 1;
  return { rows: (build.rows * sizeOf(inputShape)) / size, size, epsilon: layer.epsilon };
}

export const lowering: LayerLowering<LayerNormalizationLayer, { readonly x: View }> = {
  forward(build, placed, x) {
    const { name, layer, inputShape } = placed;
    const y = build.buffer(`${name}.y`, [build.rows, ...inputShape]);
    const gamma = layer.scale && { gamma: build.weights(`${name}.gamma`) };
    const beta = layer.center && { beta: build.weights(`${name}.beta`) };
    const constants = { HAS_GAMMA: Number(layer.scale), HAS_BETA: Number(layer.center) };
    const bindings = { x, ...gamma, ...beta, y };
    build.call(`${name}/layer-normalization`, "layer-normalization", bindings, rowsIn(build, placed), constants);
    return { y, kept: { x } };
  },

  backward(build, placed, { x }, dy, wantsInput) {
    const { name, layer, inputShape } = placed;
    const params = rowsIn(build, placed);
    const sums = { rows: params.rows, units: params.size };
    if (layer.center) {
      build.call(`${name}/beta-gradient`, "bias-gradient", { dz: dy, db: build.gradient(`${name}.beta`) }, sums);
    }
    if (!layer.scale && !wantsInput) return undefined;
    const dx = build.buffer(`${name}.dx`, [build.rows, ...inputShape]);
    const dn = build.buffer(`${name}.dn`, [build.rows, ...inputShape]);
    const gamma = layer.scale && { gamma: build.weights(`${name}.gamma`) };
    const constants = { HAS_GAMMA: Number(layer.scale) };
    build.call(`${name}/gradient`, "layer-normalization-gradient", { x, ...gamma, dy, dx, dn }, params, constants);
    if (layer.scale) {
      build.call(`${name}/gamma-gradient`, "bias-gradient", { dz: dn, db: build.gradient(`${name}.gamma`) }, sums);
    }
    return wantsInput ? dx : undefined;
  },
};

export const form: LayerForm = {
  label: "Layer normalization",
  about: "each sample's values, of an image each pixel's channels, to mean 0 and variance 1",
  fields: [
    { name: "epsilon", label: "Epsilon", kind: "number", start: "" },
    { name: "scale", label: "Scale", kind: "flag", start: "true" },
    { name: "center", label: "Center", kind: "flag", start: "true" },
  ],
};

export const text: LayerText<LayerNormalizationLayer> = {
  positional: [],
  keras({ epsilon, center, scale }) {
    const options = [
      ...(epsilon === 1e-3 ? [] : [`epsilon=${epsilon}`]),
      ...(center ? [] : ["center=False"]),
      ...(scale ? [] : ["scale=False"]),
    ];
    return [`layers.LayerNormalization(${options.join(", ")})`];
  },
};
