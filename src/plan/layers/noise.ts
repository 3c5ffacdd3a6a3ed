import { sizeOf } from "../../data/dataset.js";
import type { DropoutLayer, GaussianNoiseLayer } from "../../model/layers/noise.js";
import type { PlacedLayer } from "../../model/network.js";
import type { PlanBuilder } from "../builder.js";
import type { LayerLowering } from "./lowering.js";

const valuesOf = (build: PlanBuilder, { inputShape }: PlacedLayer) => build.rows * sizeOf(inputShape);

export const gaussianNoiseLowering: LayerLowering<GaussianNoiseLayer> = {
  forward(build, placed, x) {
    const { name, layer, inputShape } = placed;
    if (build.kind !== "train") return x;
    const y = build.buffer(`${name}.y`, [build.rows, ...inputShape]);
    const [low, high] = layer.clip ?? [0, 0];
    const params = { count: valuesOf(build, placed), stddev: layer.stddev, low, high, ...build.randomness(placed) };
    build.call(`${name}/gaussian-noise`, "gaussian-noise", { x, y }, params, {
      CLIP: Number(layer.clip !== undefined),
    });
    return y;
  },

  backward(build, placed, { y }, dy, wantsInput) {
    const { name, layer, inputShape } = placed;
    if (!wantsInput || !layer.clip) return dy;
    const [low, high] = layer.clip;
    const dx = build.buffer(`${name}.dx`, [build.rows, ...inputShape]);
    const params = { count: valuesOf(build, placed), low, high };
    build.call(`${name}/input-gradient`, "gaussian-noise-gradient", { y, dy, dx }, params);
    return dx;
  },
};

const dropoutParams = (build: PlanBuilder, placed: PlacedLayer<DropoutLayer>) => {
  const { rate } = placed.layer;
  return { count: valuesOf(build, placed), rate, scale: 1 / (1 - rate), ...build.randomness(placed) };
};

/** Backward, the gradient meets the same mask: the same kernel with the same randomness. */
export const dropoutLowering: LayerLowering<DropoutLayer> = {
  forward(build, placed, x) {
    if (build.kind !== "train") return x;
    const y = build.buffer(`${placed.name}.y`, [build.rows, ...placed.inputShape]);
    build.call(`${placed.name}/dropout`, "dropout", { x, y }, dropoutParams(build, placed));
    return y;
  },

  backward(build, placed, _, dy, wantsInput) {
    if (!wantsInput) return undefined;
    const dx = build.buffer(`${placed.name}.dx`, [build.rows, ...placed.inputShape]);
    build.call(`${placed.name}/input-gradient`, "dropout", { x: dy, y: dx }, dropoutParams(build, placed));
    return dx;
  },
};
