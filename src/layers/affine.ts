import type { Activation } from "../model/activations.js";
import type { Parameter } from "../model/initializers.js";
import type { View } from "../operations/operation.js";
import { activated } from "./activated.js";
import type { Build } from "./lowering.js";

/** An affine map of the rows of a batch with weights `NAME.kernel` and, if it has one, `NAME.bias`. */
export interface Affine {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly useBias: boolean;
}

/** The weights of an affine map, `kernel` `[inputs, units]` and `bias` `[units]`, each behind `prefix`. */
export function affineParameters(inputs: number, units: number, useBias: boolean, prefix = ""): Parameter[] {
  const kernel: Parameter = { name: `${prefix}kernel`, shape: [inputs, units], initializer: "glorotUniform" };
  const bias: Parameter = { name: `${prefix}bias`, shape: [units], initializer: "zeros" };
  return useBias ? [kernel, bias] : [kernel];
}

/** y = activate(x · kernel + bias) */
export function affine(build: Build, { name, inputs, units, useBias }: Affine, x: View, activation: Activation): View {
  const { rows } = build;
  const z = build.buffer(`${name}.z`, [rows, units]);
  const w = build.weights(`${name}.kernel`);
  build.call(`${name}/matmul`, "matmul", { x, w, z }, { m: rows, k: inputs, n: units });
  return activated(build, name, z, useBias ? build.weights(`${name}.bias`) : undefined, { rows, units }, activation);
}

/** The gradients of an affine map's weights from that of its result, and, if wanted, of its input. */
export function affineGradients(
  build: Build,
  { name, inputs, units, useBias }: Affine,
  x: View,
  dz: View,
  wantsInput: boolean,
): View | undefined {
  const { rows } = build;
  const dw = build.gradient(`${name}.kernel`);
  const ofKernel = { m: inputs, k: rows, n: units };
  build.call(`${name}/kernel-gradient`, "matmul", { x, w: dz, z: dw }, ofKernel, { TRANSPOSE_X: 1 });
  if (useBias) {
    build.call(`${name}/bias-gradient`, "bias-gradient", { dz, db: build.gradient(`${name}.bias`) }, { rows, units });
  }
  if (!wantsInput) return undefined;
  const dx = build.buffer(`${name}.dx`, [rows, inputs]);
  const w = build.weights(`${name}.kernel`);
  const ofInput = { m: rows, k: units, n: inputs };
  build.call(`${name}/input-gradient`, "matmul", { x: dz, w, z: dx }, ofInput, { TRANSPOSE_W: 1 });
  return dx;
}
