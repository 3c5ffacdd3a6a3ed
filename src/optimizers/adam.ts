import { flag, optional } from "../model/fields.js";
import { CLIPNORM, DECAY, makerOf, type OptimizerKind, type Options, POSITIVE, type Settings } from "./kind.js";
import { moveWeights, type Stage, type Stages } from "./stage.js";
import type { OptimizerText } from "./text.js";

/** What Adam's rule takes, wherever it is a part. */
export interface AdamSettings extends Settings {
  /** Decay of the mean gradient, in [0, 1). */
  readonly beta1: number;
  /** Decay of the mean squared gradient, in [0, 1). */
  readonly beta2: number;
  /** Added outside the square root. */
  readonly epsilon: number;
  /**
   * Where ε is added: to √v as in the formula, Keras's way (the paper's "ε hat"), or, when true, to √(v/(1−β₂ᵗ)),
   * PyTorch's way (the paper's Algorithm 1), which in the formula is ε·√(1−β₂ᵗ).
   */
  readonly epsilonAfterCorrection: boolean;
}

/**
 * Adam (Kingma and Ba, 2015, arXiv:1412.6980). Per weight, in step t, counted from 1:
 * `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − lr·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε)`.
 */
export interface Adam extends AdamSettings {
  readonly type: "adam";
}

export const kind: OptimizerKind<Adam> = {
  type: "adam",
  fields: {
    learningRate: optional(POSITIVE, 0.001),
    beta1: optional(DECAY, 0.9),
    beta2: optional(DECAY, 0.999),
    epsilon: optional(POSITIVE, 1e-7),
    epsilonAfterCorrection: optional(flag, false),
    clipnorm: CLIPNORM,
  },
};

const adamWith = makerOf(kind);

/**
 * Adam with Keras's settings: learning rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-7. `adam.torch` has PyTorch's rule
 * for ε, and its default of 1e-8.
 */
export const adam = /* @__PURE__ */ Object.assign(adamWith, {
  torch: (options?: Options<Adam>) => adamWith({ epsilon: 1e-8, epsilonAfterCorrection: true, ...options }),
});

/** Adam's rule, with the correction of its means' bias towards their first zeros in the step's learning rate. */
export const adamUpdate = ({ beta1, beta2, epsilon, epsilonAfterCorrection }: AdamSettings): Stage => ({
  ...moveWeights(
    "adam",
    { m: "signed", v: "unsigned" },
    { beta1, one_minus_beta1: 1 - beta1, beta2, one_minus_beta2: 1 - beta2 },
  ),
  step(learningRate, iteration) {
    const root = Math.sqrt(1 - beta2 ** iteration);
    return {
      learningRate: (learningRate * root) / (1 - beta1 ** iteration),
      epsilon: epsilonAfterCorrection ? epsilon * root : epsilon,
    };
  },
});

export const stages: Stages<Adam> = (optimizer) => [adamUpdate(optimizer)];

/** Keras's class with PyTorch's rule for ε: in each step Keras's own, with the ε that does the same. */
export const torchRule = (name: string) => ({
  name: `Torch${name}`,
  code: `class Torch${name}(keras.optimizers.${name}):
    """Adds epsilon after the bias is corrected, as PyTorch does."""

    def update_step(self, gradient, variable, learning_rate):
        epsilon = self.epsilon
        step = keras.ops.cast(self.iterations + 1, variable.dtype)
        self.epsilon = epsilon * keras.ops.sqrt(1 - keras.ops.power(self.beta_2, step))
        super().update_step(gradient, variable, learning_rate)
        self.epsilon = epsilon`,
});

export const text: OptimizerText<AdamSettings> = {
  label: "Adam",
  kerasName: "Adam",
  kerasDefinition: ({ epsilonAfterCorrection }) => (epsilonAfterCorrection ? torchRule("Adam") : undefined),
  keras: ({ beta1, beta2, epsilon }) => `beta_1=${beta1}, beta_2=${beta2}, epsilon=${epsilon}`,
};
