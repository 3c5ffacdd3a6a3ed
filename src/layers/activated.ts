import type { Activation } from "../model/activations.js";
import { ACTIVATION_CODE } from "../operations/codes.js";
import type { View } from "../operations/operation.js";
import type { Build } from "./lowering.js";

/** A matrix of values; an image's pixels are rows of channels. */
export interface Matrix {
  readonly rows: number;
  readonly units: number;
}

/** activate(z + b), of the layer `name`: `z` itself where there is nothing to do. */
export function activated(
  build: Build,
  name: string,
  z: View,
  b: View | undefined,
  { rows, units }: Matrix,
  activation: Activation,
): View {
  if (activation === "softmax") {
    const logits = activated(build, `${name}.logits`, z, b, { rows, units }, "linear");
    const y = build.buffer(`${name}.y`, [rows, units]);
    build.call(`${name}/softmax`, "softmax", { z: logits, y }, { rows, size: units });
    return y;
  }
  if (!b && activation === "linear") return z;
  const y = build.buffer(`${name}.y`, [rows, units]);
  const constants = { HAS_BIAS: Number(b !== undefined), ACTIVATION: ACTIVATION_CODE[activation] };
  const bindings = { z, ...(b && { b }), y };
  build.call(`${name}/bias-activation`, "bias-activation", bindings, { rows, units }, constants);
  return y;
}

/** The gradient of what was activated, from that of the activation's result `y`. */
export function activationGradient(
  build: Build,
  name: string,
  y: View,
  dy: View,
  { rows, units }: Matrix,
  activation: Activation,
): View {
  if (activation === "linear") return dy;
  const dz = build.buffer(`${name}.dz`, [rows, units]);
  if (activation === "softmax") {
    build.call(`${name}/softmax-gradient`, "softmax-gradient", { y, dy, dz }, { rows, size: units });
  } else {
    const constants = { ACTIVATION: ACTIVATION_CODE[activation] };
    build.call(`${name}/activation-gradient`, "activation-gradient", { y, dy, dz }, { count: rows * units }, constants);
  }
  return dz;
}
