import type { BceGradient, BceLoss, LossAndGradient, MseGradient, MseLoss } from "../../operations/loss.js";
import { Reworked } from "../draft.js";
import type { Draft } from "../plan.js";

/** The loss of each sample and its gradient, of the same outputs, in one pass. */
export function joinLoss(draft: Draft): Draft {
  const reworked = new Reworked(draft);
  const [loss] = [...reworked.named("bce-loss"), ...reworked.named("mse-loss")];
  const [gradient] = [...reworked.named("bce-gradient"), ...reworked.named("mse-gradient")];
  if (!loss || !gradient) return draft;
  reworked.replace(loss, joined(loss, gradient));
  reworked.replace(gradient);
  return reworked.done();
}

function joined(loss: BceLoss | MseLoss, { bindings: { dy } }: BceGradient | MseGradient): LossAndGradient {
  const MEAN_SQUARED = Number(loss.operation === "mse-loss");
  return {
    label: "loss/loss-and-gradient",
    operation: "loss-and-gradient",
    bindings: { ...loss.bindings, dy },
    params: loss.params,
    constants: { ...loss.constants, MEAN_SQUARED },
  };
}
