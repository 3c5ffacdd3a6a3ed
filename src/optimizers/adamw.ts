import { numberThat, optional } from "../model/fields.js";
import { type AdamSettings, kind as adamKind, text as adamText, adamUpdate, torchRule } from "./adam.js";
import { makerOf, type OptimizerKind, type Options } from "./kind.js";
import type { Stages } from "./stage.js";
import type { OptimizerText } from "./text.js";
import { decayWeights } from "./weight-decay.js";

/**
 * AdamW (Loshchilov and Hutter, 2019, arXiv:1711.05101): Adam with decoupled weight decay. `w ← w − lr·λ·w`, then Adam's
 * update, whose gradients and means see nothing of the decay. λ is `weightDecay`, and the learning rate the uncorrected one.
 */
export interface AdamW extends AdamSettings {
  readonly type: "adamw";
  /** λ; 0 for none. */
  readonly weightDecay: number;
}

export const kind: OptimizerKind<AdamW> = {
  type: "adamw",
  fields: {
    ...adamKind.fields,
    weightDecay: optional(
      numberThat("a finite number from 0", (value) => value >= 0),
      0.004,
    ),
  },
};

const adamwWith = makerOf(kind);

/**
 * AdamW with Keras's settings: Adam's, and a weight decay of 0.004. `adamw.torch` has PyTorch's rule for ε, and its defaults
 * of 1e-8 and 0.01.
 */
export const adamw = /* @__PURE__ */ Object.assign(adamwWith, {
  torch: (options?: Options<AdamW>) =>
    adamwWith({ epsilon: 1e-8, epsilonAfterCorrection: true, weightDecay: 0.01, ...options }),
});

export const stages: Stages<AdamW> = (optimizer) => [
  ...(optimizer.weightDecay === 0 ? [] : [decayWeights(optimizer.weightDecay)]),
  adamUpdate(optimizer),
];

export const text: OptimizerText<AdamW> = {
  label: "AdamW",
  kerasName: "AdamW",
  kerasDefinition: ({ epsilonAfterCorrection }) => (epsilonAfterCorrection ? torchRule("AdamW") : undefined),
  keras: (optimizer) => `weight_decay=${optimizer.weightDecay}, ${adamText.keras(optimizer)}`,
};
