import { optional } from "../model/fields.js";
import { CLIPNORM, DECAY, makerOf, type OptimizerKind, type Options, POSITIVE, type Settings } from "./kind.js";
import { moveWeights, type Stages } from "./stage.js";
import type { OptimizerText } from "./text.js";

/**
 * Adadelta (Zeiler, 2012, arXiv:1212.5701) with Keras's scaling by a learning rate. Per weight, in this order:
 * `a ← ρa + (1−ρ)g²; Δ = g·√(d+ε)/√(a+ε); d ← ρd + (1−ρ)Δ²; w ← w − lr·Δ`.
 */
export interface Adadelta extends Settings {
  readonly type: "adadelta";
  /** Decay of the running averages, in [0, 1). */
  readonly rho: number;
  /** Added inside both square roots. */
  readonly epsilon: number;
}

/** With Keras 2's defaults. */
export const kind: OptimizerKind<Adadelta> = {
  type: "adadelta",
  fields: {
    learningRate: optional(POSITIVE, 1),
    rho: optional(DECAY, 0.95),
    epsilon: optional(POSITIVE, 1e-7),
    clipnorm: CLIPNORM,
  },
  warnings: ({ learningRate }) =>
    learningRate > 0.01
      ? []
      : [
          `Adadelta with learning rate ${learningRate} hardly moves: after 50 epochs on MNIST the loss is still near 0.69. ` +
            "0.001 is the default of Keras 3; the notebook's Keras 2 used 1.0. Use a learning rate of 1.",
        ],
};

const adadeltaWith = makerOf(kind);

/**
 * Adadelta with the settings of Keras 2, the notebook's: learning rate 1, rho 0.95, epsilon 1e-7.
 * `adadelta.keras3` has that release's learning rate of 0.001, with which an autoencoder hardly moves from its
 * initial loss; `adadelta.torch` has PyTorch's defaults.
 * @throws {ArgumentError} when a setting is out of range, as all functions here
 */
export const adadelta = /* @__PURE__ */ Object.assign(adadeltaWith, {
  keras2: adadeltaWith,
  keras3: (options?: Options<Adadelta>) => adadeltaWith({ learningRate: 0.001, ...options }),
  torch: (options?: Options<Adadelta>) => adadeltaWith({ rho: 0.9, epsilon: 1e-6, ...options }),
});

export const stages: Stages<Adadelta> = ({ rho, epsilon }) => [
  moveWeights("adadelta", { a: "unsigned", d: "unsigned" }, { rho, one_minus_rho: 1 - rho, epsilon }),
];

export const text: OptimizerText<Adadelta> = {
  label: "Adadelta",
  kerasName: "Adadelta",
  keras: ({ rho, epsilon }) => `rho=${rho}, epsilon=${epsilon}`,
};
