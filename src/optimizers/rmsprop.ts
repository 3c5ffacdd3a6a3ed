import { optional } from "../model/fields.js";
import { CLIPNORM, DECAY, makerOf, type OptimizerKind, POSITIVE, type Settings } from "./kind.js";
import { moveWeights, type Stages } from "./stage.js";
import type { OptimizerText } from "./text.js";

/**
 * RMSprop (Hinton, 2012, lecture 6 of "Neural Networks for Machine Learning"), as Keras has it:
 * `mean_square ← ρ·mean_square + (1−ρ)g²; Δ = lr·g/√(mean_square + ε); w ← w − Δ`; with momentum,
 * `velocity ← momentum·velocity + Δ; w ← w − velocity`.
 */
export interface RmsProp extends Settings {
  readonly type: "rmsprop";
  /** Decay of the running average, in [0, 1). */
  readonly rho: number;
  /** In [0, 1). */
  readonly momentum: number;
  /** Added inside the square root. */
  readonly epsilon: number;
}

export const kind: OptimizerKind<RmsProp> = {
  type: "rmsprop",
  fields: {
    learningRate: optional(POSITIVE, 0.001),
    rho: optional(DECAY, 0.9),
    momentum: optional(DECAY, 0),
    epsilon: optional(POSITIVE, 1e-7),
    clipnorm: CLIPNORM,
  },
};

/** RMSprop with Keras's settings: learning rate 0.001, rho 0.9, no momentum, epsilon 1e-7. */
export const rmsprop = makerOf(kind);

export const stages: Stages<RmsProp> = ({ rho, momentum, epsilon }) => {
  const slots = { mean_square: "unsigned" } as const;
  const params = { rho, one_minus_rho: 1 - rho, epsilon };
  return [
    momentum === 0
      ? moveWeights("rmsprop", slots, params)
      : moveWeights("rmsprop-momentum", { ...slots, velocity: "signed" }, { ...params, momentum }),
  ];
};

export const text: OptimizerText<RmsProp> = {
  label: "RMSprop",
  kerasName: "RMSprop",
  keras: ({ rho, momentum, epsilon }) => `rho=${rho}, momentum=${momentum}, epsilon=${epsilon}`,
};
