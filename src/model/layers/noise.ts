import { numberThat, optional, positiveInteger, range } from "../fields.js";
import { layerKind, ShapeRefusal } from "./kind.js";

/** Normal noise added to each value, while training only: `y = clip(x + stddev · ε)`. */
export interface GaussianNoiseLayer {
  readonly type: "gaussianNoise";
  readonly stddev: number;
  /** Where results are clipped to; the Keras blog's denoising autoencoder has `[0, 1]`. Keras's own layer never clips. */
  readonly clip?: readonly [low: number, high: number];
}

/** Each value set to 0 with probability `rate`, while training only; what is kept is scaled by 1 / (1 − rate). */
export interface DropoutLayer {
  readonly type: "dropout";
  readonly rate: number;
}

/**
 * The code of a variational autoencoder (Kingma and Welling, 2013, arXiv:1312.6114): two dense layers, `z_mean` and
 * `z_log_var`, and while training `z = z_mean + exp(z_log_var / 2) · ε`. Outside training, in `evaluate` and `val_loss` too,
 * codes are `z_mean`. It adds `klWeight · Σ ½(z_mean² + exp(z_log_var) − 1 − z_log_var)` to each sample's loss.
 */
export interface SamplingLayer {
  readonly type: "sampling";
  readonly units: number;
  /**
   * Default 1 / (values in a sample): with a loss that is a mean over values, the whole is then the negative evidence lower
   * bound divided by their number.
   */
  readonly klWeight?: number;
}

const unchanged = (_: unknown, inputShape: readonly number[]) => ({ outputShape: inputShape, parameters: [] });

export const gaussianNoiseKind = layerKind<GaussianNoiseLayer>({
  type: "gaussianNoise",
  kerasName: "GaussianNoise",
  what: "a gaussianNoise layer",
  fields: { stddev: numberThat("a number of at least 0", (value) => value >= 0), clip: optional(range) },
  place: unchanged,
});

export const dropoutKind = layerKind<DropoutLayer>({
  type: "dropout",
  kerasName: "Dropout",
  what: "a dropout layer",
  fields: { rate: numberThat("in [0, 1)", (value) => value >= 0 && value < 1) },
  place: unchanged,
});

export const samplingKind = layerKind<SamplingLayer>({
  type: "sampling",
  kerasName: "Sampling",
  what: "a sampling layer",
  fields: {
    units: positiveInteger,
    klWeight: optional(numberThat("a number of at least 0", (value) => value >= 0)),
  },
  place({ units }, inputShape) {
    const [inputs, ...more] = inputShape;
    if (inputs === undefined || more.length > 0) {
      throw new ShapeRefusal("needs samples of one dimension. Put flatten() before it");
    }
    const parameters = ["z_mean", "z_log_var"].flatMap((head) => [
      { name: `${head}.kernel`, shape: [inputs, units], initializer: "glorotUniform" } as const,
      { name: `${head}.bias`, shape: [units], initializer: "zeros" } as const,
    ]);
    return { outputShape: [units], parameters };
  },
});
