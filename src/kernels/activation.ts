import activationGradientQuads from "../../shaders/activation-gradient-quads.wgsl?kernel";
import biasGradient from "../../shaders/bias-gradient.wgsl?kernel";
import biasGradientQuads from "../../shaders/bias-gradient-quads.wgsl?kernel";
import type {
  ActivationGradient,
  BiasActivation,
  BiasGradient,
  Softmax,
  SoftmaxGradient,
} from "../operations/activation.js";
import { oneInvocation } from "./grid.js";
import type { Version } from "./kernel.js";
import { alongRow, downColumn, sharedSums } from "./lanes.js";

/** y = activate(z + b) */
const biasActivation: readonly Version<BiasActivation>[] = [
  {
    name: "bias-activation",
    shader: () => import("../../shaders/bias-activation.wgsl?kernel"),
    plain: true,
    workgroups: oneInvocation(({ rows, units }) => rows * units),
  },
];

/** dz = dy · activate′ */
const activationGradients: readonly Version<ActivationGradient>[] = [
  {
    name: "activation-gradient-quads",
    shader: activationGradientQuads,
    when: ({ params }) => (params.count % 4 === 0 ? {} : undefined),
    workgroups: oneInvocation(({ count }) => count / 4),
  },
  {
    name: "activation-gradient",
    shader: () => import("../../shaders/activation-gradient.wgsl?kernel"),
    plain: true,
    workgroups: oneInvocation(({ count }) => count),
  },
];

/** Rows in a part, where a column has so many that one invocation, or a workgroup's, would leave the GPU idle. */
const ROWS = 512;
const LEAST_PARTS = 4;

/** db = Σ over rows of dz */
const biasGradients: readonly Version<BiasGradient>[] = [
  {
    name: "bias-gradient-tall",
    shader: () => import("../../shaders/bias-gradient-tall.wgsl?kernel"),
    when: ({ params: { rows, units } }, target) =>
      rows < LEAST_PARTS * ROWS
        ? undefined
        : { constants: { ROWS, ...downColumn(target, ROWS, units).constants }, parts: Math.ceil(rows / ROWS) },
    workgroups: sharedSums(({ rows, units }, sizeOf) => Math.ceil(rows / sizeOf("ROWS")) * units),
  },
  {
    // On a GPU four columns to a lane are four times as few lanes.
    name: "bias-gradient-quads",
    shader: biasGradientQuads,
    when: ({ params }, { shared }) => (params.units % 4 === 0 && !shared ? {} : undefined),
    workgroups: oneInvocation(({ units }) => units / 4),
  },
  {
    name: "bias-gradient",
    shader: biasGradient,
    plain: true,
    when: ({ params: { rows, units } }, target) => downColumn(target, rows, units),
    workgroups: sharedSums(({ units }) => units),
  },
];

/** y = softmax of each row of z */
const softmax: readonly Version<Softmax>[] = [
  {
    name: "softmax",
    shader: () => import("../../shaders/softmax.wgsl?kernel"),
    plain: true,
    when: ({ params }, target) => alongRow(target, params.size),
    workgroups: sharedSums(({ rows }) => rows),
  },
];

/** dz = y · (dy − Σ dy · y) in each row */
const softmaxGradient: readonly Version<SoftmaxGradient>[] = [
  {
    name: "softmax-gradient",
    shader: () => import("../../shaders/softmax-gradient.wgsl?kernel"),
    plain: true,
    when: ({ params }, target) => alongRow(target, params.size),
    workgroups: sharedSums(({ rows }) => rows),
  },
];

/** The kernels of activations and biases, by operation. */
export const kernels = {
  "activation-gradient": activationGradients,
  "bias-activation": biasActivation,
  "bias-gradient": biasGradients,
  softmax,
  "softmax-gradient": softmaxGradient,
};
