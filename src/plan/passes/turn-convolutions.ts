import { chosenFor } from "../../kernels/kernels.js";
import type { Target } from "../../kernels/target.js";
import {
  type Conv2d,
  type Conv2dInputGradient,
  type Convolution,
  isPlain,
  isPointwise,
  reversed,
} from "../../operations/convolution.js";
import type { View } from "../../operations/operation.js";
import type { Matmul } from "../../operations/product.js";
import type { Operation } from "../../operations/union.js";
import { layerOf, Reworked } from "../draft.js";
import type { Draft } from "../plan.js";

/**
 * Makes convolutions of what can be one: a convolution that takes each pixel by itself is a product over pixels, and the gradient
 * of an input the convolution of dz with the kernel turned round, where a fast kernel computes that: one that reads the kernel so,
 * or any, once `conv2d-flip` has turned it.
 */
export function turnConvolutions(draft: Draft, target: Target): Draft {
  const reworked = new Reworked(draft);
  for (const operation of draft.operations) {
    if (operation.operation === "conv2d" && isPointwise(operation.params)) {
      const { in_channels, out_channels } = operation.params;
      reworked.replace(operation, product(operation, operation.bindings, [in_channels, out_channels], 0));
    } else if (operation.operation === "conv2d-input-gradient") {
      reworked.replace(operation, ...turned(operation, reworked, target));
    }
  }
  return reworked.done();
}

function product(
  { label, params }: { readonly label: string; readonly params: Convolution },
  { x, w, z }: Readonly<Record<"x" | "w" | "z", View>>,
  [k, n]: readonly [number, number],
  TRANSPOSE_W: number,
): Matmul {
  const { rows, in_height, in_width } = params;
  const sizes = { m: rows * in_height * in_width, k, n };
  return { label, operation: "matmul", bindings: { x, w, z }, params: sizes, constants: { TRANSPOSE_W } };
}

function turned(gradient: Conv2dInputGradient, reworked: Reworked, target: Target): Operation[] {
  const { label, params, bindings } = gradient;
  const { dz, w, dx } = bindings;
  const { kernel_height, kernel_width, in_channels, out_channels } = params;
  if (isPointwise(params)) return [product(gradient, { x: dz, w, z: dx }, [out_channels, in_channels], 1)];
  if (!isPlain(params)) return [gradient];
  const back: Conv2d = {
    label,
    operation: "conv2d",
    bindings: { x: dz, w, z: dx },
    params: reversed(params),
    constants: { FLIPPED: 1 },
  };
  if (isFast(back, target)) return [back];
  const layer = layerOf(gradient);
  const v = { buffer: `${layer}.flipped` };
  const unturned = { ...back, bindings: { ...back.bindings, w: v }, constants: {} };
  if (!isFast(unturned, target)) return [gradient];
  reworked.buffer(v.buffer, [kernel_height, kernel_width, out_channels, in_channels]);
  const sizes = { places: kernel_height * kernel_width, in_channels, out_channels };
  return [
    { label: `${layer}/flip`, operation: "conv2d-flip", bindings: { w, v }, params: sizes, constants: {} },
    unturned,
  ];
}

/** Whether there is more than the plain kernel for a convolution. */
function isFast(convolution: Conv2d, target: Target): boolean {
  const choice = chosenFor(convolution, target);
  return choice !== undefined && !choice.version.plain;
}
