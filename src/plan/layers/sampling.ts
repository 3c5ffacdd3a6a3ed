import { sizeOf } from "../../data/dataset.js";
import type { SamplingLayer } from "../../model/layers/noise.js";
import type { PlacedLayer } from "../../model/network.js";
import type { PlanBuilder } from "../builder.js";
import type { View } from "../plan.js";
import { type Affine, affine, affineGradients } from "./dense.js";
import type { LayerLowering } from "./lowering.js";

/** One of the two affine maps: `encoder.1.z_mean`. */
function head(placed: PlacedLayer<SamplingLayer>, which: "z_mean" | "z_log_var"): Affine {
  const { name, layer, inputShape } = placed;
  return { name: `${name}.${which}`, inputs: sizeOf(inputShape), units: layer.units, useBias: true };
}

/** Where the forward pass left what a head gave. */
const headOutput = (placed: PlacedLayer<SamplingLayer>, which: "z_mean" | "z_log_var"): View => ({
  buffer: `${head(placed, which).name}.y`,
});

/** What the KL term of a sample counts, beside a loss that is a mean over values. */
function klWeight({ network }: PlanBuilder, { klWeight }: SamplingLayer): number {
  return klWeight ?? 1 / sizeOf(network.inputShape);
}

export const samplingLowering: LayerLowering<SamplingLayer> = {
  /** Codes are drawn while training alone; an evaluation has their means, and needs their spread for the KL term. */
  forward(build, placed, x) {
    const mean = affine(build, head(placed, "z_mean"), x, "linear");
    if (build.kind !== "train" && build.kind !== "evaluate") return mean;
    const log_var = affine(build, head(placed, "z_log_var"), x, "linear");
    if (build.kind === "evaluate") return mean;
    const z = build.buffer(`${placed.name}.y`, [build.rows, placed.layer.units]);
    const params = { count: build.rows * placed.layer.units, ...build.randomness(placed) };
    build.call(`${placed.name}/sampling`, "sampling", { mean, log_var, z }, params);
    return z;
  },

  penalty(build, placed, _, loss) {
    const bindings = { mean: headOutput(placed, "z_mean"), log_var: headOutput(placed, "z_log_var"), loss };
    const params = { rows: build.rows, size: placed.layer.units, weight: klWeight(build, placed.layer) };
    build.call(`${placed.name}/kl-loss`, "kl-loss", bindings, params);
  },

  backward(build, placed, { x }, dz, wantsInput) {
    const { rows } = build;
    const { units } = placed.layer;
    const dmean = build.buffer(`${placed.name}.dmean`, [rows, units]);
    const dlog_var = build.buffer(`${placed.name}.dlog_var`, [rows, units]);
    const mean = headOutput(placed, "z_mean");
    const log_var = headOutput(placed, "z_log_var");
    const kl_scale = klWeight(build, placed.layer) / rows;
    const params = { count: rows * units, kl_scale, ...build.randomness(placed) };
    build.call(`${placed.name}/sampling-gradient`, "sampling-gradient", { mean, log_var, dz, dmean, dlog_var }, params);
    const ofMean = affineGradients(build, head(placed, "z_mean"), x, dmean, wantsInput);
    const ofLogVar = affineGradients(build, head(placed, "z_log_var"), x, dlog_var, wantsInput);
    if (!ofMean || !ofLogVar) return undefined;
    const count = rows * sizeOf(placed.inputShape);
    build.call(`${placed.name}/input-gradient`, "accumulate", { x: ofLogVar, y: ofMean }, { count });
    return ofMean;
  },
};
