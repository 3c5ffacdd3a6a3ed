import layerNormalizationShader from "../../shaders/layer-normalization.wgsl?kernel";
import layerNormalizationGradientShader from "../../shaders/layer-normalization-gradient.wgsl?kernel";
import type { LayerNormalization, LayerNormalizationGradient } from "../operations/normalization.js";
import type { Version } from "./kernel.js";
import { alongRow, sharedSums } from "./lanes.js";

/** y = n · gamma + beta, n being x of mean 0 and variance 1 in each row */
const layerNormalization: readonly Version<LayerNormalization>[] = [
  {
    name: "layer-normalization",
    shader: layerNormalizationShader,
    plain: true,
    when: ({ params }, target) => alongRow(target, params.size),
    workgroups: sharedSums(({ rows }) => rows),
  },
];

/** Gradient of the normalization's input, and dy · n for that of gamma. */
const layerNormalizationGradient: readonly Version<LayerNormalizationGradient>[] = [
  {
    name: "layer-normalization-gradient",
    shader: layerNormalizationGradientShader,
    plain: true,
    when: ({ params }, target) => alongRow(target, params.size),
    workgroups: sharedSums(({ rows }) => rows),
  },
];

/** The kernels of normalizations, by operation. */
export const kernels = {
  "layer-normalization": layerNormalization,
  "layer-normalization-gradient": layerNormalizationGradient,
};
