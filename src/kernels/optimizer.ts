import adadelta from "../../shaders/adadelta.wgsl?kernel";
import type { Numbers } from "../operations/operation.js";
import type {
  AdadeltaUpdate,
  AdamUpdate,
  ClipNorm,
  ClipNormParts,
  ClipNormSquares,
  RmspropMomentumUpdate,
  RmspropUpdate,
  SgdMomentumUpdate,
  SgdUpdate,
  WeightDecay,
} from "../operations/optimizer.js";
import { oneInvocation } from "./grid.js";
import type { Version } from "./kernel.js";

/** Updates of the whole weight arena, four weights an invocation. */
const fourWeights = { plain: true, workgroups: oneInvocation(({ count }: Numbers<"count">) => count / 4) };

const adadeltaUpdate: readonly Version<AdadeltaUpdate>[] = [{ name: "adadelta", shader: adadelta, ...fourWeights }];

const adam: readonly Version<AdamUpdate>[] = [
  { name: "adam", shader: () => import("../../shaders/adam.wgsl?kernel"), ...fourWeights },
];

const sgd: readonly Version<SgdUpdate>[] = [
  { name: "sgd", shader: () => import("../../shaders/sgd.wgsl?kernel"), ...fourWeights },
];

const sgdMomentum: readonly Version<SgdMomentumUpdate>[] = [
  { name: "sgd-momentum", shader: () => import("../../shaders/sgd-momentum.wgsl?kernel"), ...fourWeights },
];

const rmsprop: readonly Version<RmspropUpdate>[] = [
  { name: "rmsprop", shader: () => import("../../shaders/rmsprop.wgsl?kernel"), ...fourWeights },
];

const rmspropMomentum: readonly Version<RmspropMomentumUpdate>[] = [
  { name: "rmsprop-momentum", shader: () => import("../../shaders/rmsprop-momentum.wgsl?kernel"), ...fourWeights },
];

const weightDecay: readonly Version<WeightDecay>[] = [
  { name: "weight-decay", shader: () => import("../../shaders/weight-decay.wgsl?kernel"), ...fourWeights },
];

/** Each tensor's gradient, scaled to a norm of at most `norm`. */
const clipNorm: readonly Version<ClipNorm>[] = [
  {
    name: "clip-norm",
    shader: () => import("../../shaders/clip-norm.wgsl?kernel"),
    plain: true,
    workgroups: ({ tensors }) => tensors,
  },
];

/** The sum of the squares of each part of the gradients: a tensor's norm in parts. */
const clipNormSquares: readonly Version<ClipNormSquares>[] = [
  {
    name: "clip-norm-squares",
    shader: () => import("../../shaders/clip-norm-squares.wgsl?kernel"),
    workgroups: ({ parts }) => parts,
  },
];

/** Each tensor's gradient, scaled to a norm of at most `norm` by many workgroups. */
const clipNormParts: readonly Version<ClipNormParts>[] = [
  {
    name: "clip-norm-parts",
    shader: () => import("../../shaders/clip-norm-parts.wgsl?kernel"),
    workgroups: ({ parts }) => parts,
  },
];

/** The kernels of optimizers, by operation. */
export const kernels = {
  adadelta: adadeltaUpdate,
  adam,
  "clip-norm": clipNorm,
  "clip-norm-parts": clipNormParts,
  "clip-norm-squares": clipNormSquares,
  rmsprop,
  "rmsprop-momentum": rmspropMomentum,
  sgd,
  "sgd-momentum": sgdMomentum,
  "weight-decay": weightDecay,
};
