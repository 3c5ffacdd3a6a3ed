import { chosenFor } from "../../kernels/kernels.js";
import type { Target } from "../../kernels/target.js";
import type { ActivationGradient } from "../../operations/activation.js";
import type { MaxPool2dGradient, UpSampling2dGradient } from "../../operations/images.js";
import { isSame, Reworked } from "../draft.js";
import type { Draft } from "../plan.js";

/**
 * The gradient of a pool or an up-sampling goes through the activation that made x as it is written, where some kernel does that
 * and nothing else reads what is between.
 */
export function foldActivationGradients(draft: Draft, target: Target): Draft {
  const reworked = new Reworked(draft);
  for (const activation of reworked.named("activation-gradient")) {
    const { dy } = activation.bindings;
    const gradients = [...reworked.named("max-pool2d-gradient"), ...reworked.named("up-sampling2d-gradient")];
    const before = gradients.find((gradient) => isSame(gradient.bindings.dx, dy));
    if (!before || !reworked.isBetween(dy, before, activation)) continue;
    // A pool's gradient has the activation's result as its own x.
    if (before.operation === "max-pool2d-gradient" && !isSame(before.bindings.x, activation.bindings.y)) continue;
    const whole = through(before, activation);
    if (!chosenFor(whole, target)) continue;
    reworked.replace(before, whole);
    reworked.replace(activation);
  }
  return reworked.done();
}

function through<O extends MaxPool2dGradient | UpSampling2dGradient>(gradient: O, activation: ActivationGradient): O {
  const { y, dz } = activation.bindings;
  return {
    ...gradient,
    bindings: { ...gradient.bindings, x: y, dx: dz },
    constants: { ...gradient.constants, ...activation.constants },
  };
}
