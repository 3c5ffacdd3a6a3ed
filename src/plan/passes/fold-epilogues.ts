import { chosenFor } from "../../kernels/kernels.js";
import type { Target } from "../../kernels/target.js";
import type { BiasActivation } from "../../operations/activation.js";
import type { Conv2d } from "../../operations/convolution.js";
import type { Matmul } from "../../operations/product.js";
import { isSame, layerOf, Reworked } from "../draft.js";
import type { Draft } from "../plan.js";

/**
 * A product or a convolution also adds the bias and applies the activation that follow, where some kernel does and nothing else
 * reads what is between.
 */
export function foldEpilogues(draft: Draft, target: Target): Draft {
  const reworked = new Reworked(draft);
  for (const end of reworked.named("bias-activation")) {
    const { z } = end.bindings;
    const sums = [...reworked.named("matmul"), ...reworked.named("conv2d")].find((sum) => isSame(sum.bindings.z, z));
    if (!sums || !reworked.isBetween(z, sums, end)) continue;
    const whole = withEpilogue(sums, end);
    if (!chosenFor(whole, target)) continue;
    reworked.replace(sums, whole);
    reworked.replace(end);
  }
  return reworked.done();
}

function withEpilogue<O extends Matmul | Conv2d>(sums: O, end: BiasActivation): O {
  const { b, y } = end.bindings;
  return {
    ...sums,
    label: `${layerOf(sums)}/forward`,
    bindings: { ...sums.bindings, ...(b && { b }), z: y },
    constants: { ...sums.constants, ...end.constants },
  };
}
