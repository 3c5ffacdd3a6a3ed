import { sizeOf } from "../data/dataset.js";
import { numberThat, optional, positiveInteger } from "../model/fields.js";
import type { View } from "../operations/operation.js";
import { type Affine, affine, affineGradients, affineParameters } from "./affine.js";
import type { LayerForm } from "./form.js";
import { type LayerKind, type Options, type Placed, rowLength, written } from "./kind.js";
import type { Build, LayerLowering } from "./lowering.js";
import type { LayerText } from "./text.js";

/**
 * The code of a variational autoencoder (Kingma and Welling, 2013, arXiv:1312.6114): two dense layers, `z_mean` and
 * `z_log_var`, and while training `z = z_mean + exp(z_log_var / 2) · ε`. Outside training, in `evaluate` and `val_loss` too,
 * codes are `z_mean`. It adds `klWeight · Σ ½(z_mean² + exp(z_log_var) − 1 − z_log_var)` to each sample's loss.
 */
export interface SamplingLayer {
  readonly type: "sampling";
  /** Numbers in a code. */
  readonly units: number;
  /**
   * Default 1 / (values in a sample): with a loss that is a mean over values, the whole is then the negative evidence lower
   * bound divided by their number.
   */
  readonly klWeight?: number;
}

/** The code of a variational autoencoder, the last layer of its encoder: drawn while training, its mean in all else. */
export function sampling(units: number, options: Options<SamplingLayer, "units"> = {}): SamplingLayer {
  return written(kind, { units }, options);
}

export const kind: LayerKind<SamplingLayer> = {
  type: "sampling",
  kerasName: "Sampling",
  fields: {
    units: positiveInteger,
    klWeight: optional(numberThat("a number of at least 0", (value) => value >= 0)),
  },
  place: ({ units }, inputShape) => ({
    outputShape: [units],
    parameters: ["z_mean.", "z_log_var."].flatMap((head) => affineParameters(rowLength(inputShape), units, true, head)),
  }),
  activation: () => "linear",
  penalizes: () => true,
  random: true,
  drawsCode: true,
};

/** One of the two affine maps: `encoder.1.z_mean`. */
function head(placed: Placed<SamplingLayer>, which: "z_mean" | "z_log_var"): Affine {
  const { name, layer, inputShape } = placed;
  return { name: `${name}.${which}`, inputs: sizeOf(inputShape), units: layer.units, useBias: true };
}

/** What the KL term of a sample counts, beside a loss that is a mean over values. */
function klWeightIn({ network }: Build, { klWeight }: SamplingLayer): number {
  return klWeight ?? 1 / sizeOf(network.inputShape);
}

/** What went in, and what the two heads made of it. */
interface Kept {
  readonly x: View;
  readonly mean: View;
  readonly log_var: View;
}

export const lowering: LayerLowering<SamplingLayer, Kept> = {
  /** Codes are drawn while training alone; an evaluation has their means, and needs their spread for the KL term. */
  forward(build, placed, x) {
    const mean = affine(build, head(placed, "z_mean"), x, "linear");
    if (build.kind !== "train" && build.kind !== "evaluate") return { y: mean };
    const log_var = affine(build, head(placed, "z_log_var"), x, "linear");
    const kept = { x, mean, log_var };
    if (build.kind === "evaluate") return { y: mean, kept };
    const z = build.buffer(`${placed.name}.y`, [build.rows, placed.layer.units]);
    const params = { count: build.rows * placed.layer.units, ...build.randomness(placed) };
    build.call(`${placed.name}/sampling`, "sampling", { mean, log_var, z }, params);
    return { y: z, kept };
  },

  penalty(build, placed, { mean, log_var }, loss) {
    const params = { rows: build.rows, size: placed.layer.units, weight: klWeightIn(build, placed.layer) };
    build.call(`${placed.name}/kl-loss`, "kl-loss", { mean, log_var, loss }, params);
  },

  backward(build, placed, { x, mean, log_var }, dz, wantsInput) {
    const { rows } = build;
    const { units } = placed.layer;
    const dmean = build.buffer(`${placed.name}.dmean`, [rows, units]);
    const dlog_var = build.buffer(`${placed.name}.dlog_var`, [rows, units]);
    const kl_scale = klWeightIn(build, placed.layer) / rows;
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

export const form: LayerForm = {
  label: "Sampling",
  about: "the code of a variational model: a mean and a spread",
  fields: [
    { name: "units", label: "Units", kind: "number", start: "2" },
    { name: "klWeight", label: "KL weight", kind: "number", start: "" },
  ],
};

export const text: LayerText<SamplingLayer> = {
  positional: ["units"],
  keras: ({ units, klWeight }, sampleSize) => [`Sampling(${units}, kl_weight=${klWeight ?? `1 / ${sampleSize}`})`],
  /** Keras has no such layer; this is the one of its variational example. */
  kerasDefinition: `class Sampling(layers.Layer):
    """A mean and a spread from the layer before; a sample of them while training, the mean otherwise."""

    def __init__(self, units, kl_weight):
        super().__init__()
        self.z_mean = layers.Dense(units)
        self.z_log_var = layers.Dense(units)
        self.kl_weight = kl_weight
        self.noise = keras.random.SeedGenerator()

    def call(self, x, training=False):
        mean, log_var = self.z_mean(x), self.z_log_var(x)
        kl = 0.5 * keras.ops.sum(mean**2 + keras.ops.exp(log_var) - 1 - log_var, axis=-1)
        self.add_loss(self.kl_weight * keras.ops.mean(kl))
        if not training:
            return mean
        noise = keras.random.normal(keras.ops.shape(mean), seed=self.noise)
        return mean + keras.ops.exp(0.5 * log_var) * noise`,
};
