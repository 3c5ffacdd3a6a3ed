import { sizeOf } from "../../data/dataset.js";
import type { Activation } from "../../model/activations.js";
import type { DenseLayer } from "../../model/layers/dense.js";
import type { PlanBuilder } from "../builder.js";
import type { View } from "../plan.js";
import { activated, activationGradient } from "./activation.js";
import type { LayerLowering } from "./lowering.js";

/** An affine map of the rows of a batch with weights `NAME.kernel` and, if it has one, `NAME.bias`. */
export interface Affine {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly useBias: boolean;
}

/** y = activate(x · kernel + bias) */
export function affine(build: PlanBuilder, { name, inputs, units, useBias }: Affine, x: View, activation: Activation) {
  const { rows } = build;
  const z = build.buffer(`${name}.z`, [rows, units]);
  const w = build.weights(`${name}.kernel`);
  build.call(`${name}/matmul`, "matmul", { x, w, z }, { m: rows, k: inputs, n: units });
  return activated(build, name, z, useBias ? build.weights(`${name}.bias`) : undefined, { rows, units }, activation);
}

/** The gradients of an affine map's weights from that of its result, and, if wanted, of its input. */
export function affineGradients(
  build: PlanBuilder,
  { name, inputs, units, useBias }: Affine,
  x: View,
  dz: View,
  wantsInput: boolean,
): View | undefined {
  const { rows } = build;
  const dw = build.gradient(`${name}.kernel`);
  build.call(`${name}/kernel-gradient`, "matmul-transpose-a", { x, w: dz, z: dw }, { m: inputs, k: rows, n: units });
  if (useBias) {
    build.call(`${name}/bias-gradient`, "bias-gradient", { dz, db: build.gradient(`${name}.bias`) }, { rows, units });
  }
  if (!wantsInput) return undefined;
  const dx = build.buffer(`${name}.dx`, [rows, inputs]);
  const w = build.weights(`${name}.kernel`);
  build.call(`${name}/input-gradient`, "matmul-transpose-b", { x: dz, w, z: dx }, { m: rows, k: units, n: inputs });
  return dx;
}

export const denseLowering: LayerLowering<DenseLayer> = {
  forward: (build, { name, layer, inputShape }, x) =>
    affine(build, { ...layer, name, inputs: sizeOf(inputShape) }, x, layer.activation),

  penalty(build, { name, layer }, { y }, loss) {
    if (!layer.activityRegularizer) return;
    const params = { rows: build.rows, size: layer.units, ...layer.activityRegularizer };
    build.call(`${name}/activity-penalty`, "activity-penalty", { y, loss }, params);
  },

  backward(build, { name, layer, inputShape }, { x, y }, dy, wantsInput) {
    const { rows } = build;
    const { units, activation, activityRegularizer } = layer;
    if (activityRegularizer) {
      const params = { count: rows * units, rows, ...activityRegularizer };
      build.call(`${name}/activity-penalty-gradient`, "activity-penalty-gradient", { y, dy }, params);
    }
    const dz = activationGradient(build, name, y, dy, { rows, units }, activation);
    return affineGradients(build, { ...layer, name, inputs: sizeOf(inputShape) }, x, dz, wantsInput);
  },
};
