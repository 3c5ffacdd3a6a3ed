import { ArgumentError } from "../errors.js";
import { flag, optional } from "../model/fields.js";
import { CLIPNORM, DECAY, makerOf, type OptimizerKind, POSITIVE, type Settings } from "./kind.js";
import { moveWeights, type Stages } from "./stage.js";
import type { OptimizerText } from "./text.js";

/**
 * Gradient descent: `w ← w − lr·g`. With momentum, `velocity ← momentum·velocity − lr·g; w ← w + velocity`, or with
 * Nesterov's, `w ← w + momentum·velocity − lr·g`.
 */
export interface Sgd extends Settings {
  readonly type: "sgd";
  /** In [0, 1). */
  readonly momentum: number;
  /** Nesterov's momentum; default false. */
  readonly nesterov: boolean;
}

export const kind: OptimizerKind<Sgd> = {
  type: "sgd",
  fields: {
    learningRate: optional(POSITIVE, 0.01),
    momentum: optional(DECAY, 0),
    nesterov: optional(flag, false),
    clipnorm: CLIPNORM,
  },
  check({ momentum, nesterov }) {
    if (nesterov && momentum === 0) {
      throw new ArgumentError("sgd: nesterov needs a momentum; write sgd({ momentum: 0.9, nesterov: true }).");
    }
  },
};

/** Gradient descent with Keras's settings: learning rate 0.01, no momentum. */
export const sgd = makerOf(kind);

export const stages: Stages<Sgd> = ({ momentum, nesterov }) => [
  momentum === 0
    ? moveWeights("sgd", {}, {})
    : moveWeights("sgd-momentum", { velocity: "signed" }, { momentum }, { NESTEROV: Number(nesterov) }),
];

export const text: OptimizerText<Sgd> = {
  label: "Gradient descent (SGD)",
  kerasName: "SGD",
  keras: ({ momentum, nesterov }) => `momentum=${momentum}${nesterov ? ", nesterov=True" : ""}`,
};
