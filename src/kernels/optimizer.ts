import adadelta from "../../shaders/adadelta.wgsl?kernel";
import adam from "../../shaders/adam.wgsl?kernel";
import { oneInvocation } from "./grid.js";
import type { Version } from "./kernel.js";

/** Updates of the whole weight arena, four weights an invocation. */
const fourWeights = { plain: true, workgroups: oneInvocation(({ count = 0 }) => count / 4) };

const adadeltaUpdate: readonly Version[] = [{ name: "adadelta", shader: adadelta, ...fourWeights }];

const adamUpdate: readonly Version[] = [{ name: "adam", shader: adam, ...fourWeights }];

const sgd: readonly Version[] = [
  { name: "sgd", shader: () => import("../../shaders/sgd.wgsl?kernel"), ...fourWeights },
];

const sgdMomentum: readonly Version[] = [
  { name: "sgd-momentum", shader: () => import("../../shaders/sgd-momentum.wgsl?kernel"), ...fourWeights },
];

const rmsprop: readonly Version[] = [
  { name: "rmsprop", shader: () => import("../../shaders/rmsprop.wgsl?kernel"), ...fourWeights },
];

const rmspropMomentum: readonly Version[] = [
  { name: "rmsprop-momentum", shader: () => import("../../shaders/rmsprop-momentum.wgsl?kernel"), ...fourWeights },
];

/** Each tensor's gradient, scaled to a norm of at most `norm`. */
const clipNorm: readonly Version[] = [
  {
    name: "clip-norm",
    shader: () => import("../../shaders/clip-norm.wgsl?kernel"),
    plain: true,
    workgroups: ({ tensors = 0 }) => tensors,
  },
];

/** The sum of the squares of each part of the gradients: a tensor's norm in parts. */
const clipNormSquares: readonly Version[] = [
  {
    name: "clip-norm-squares",
    shader: () => import("../../shaders/clip-norm-squares.wgsl?kernel"),
    workgroups: ({ parts = 0 }) => parts,
  },
];

/** Each tensor's gradient, scaled to a norm of at most `norm` by many workgroups. */
const clipNormParts: readonly Version[] = [
  {
    name: "clip-norm-parts",
    shader: () => import("../../shaders/clip-norm-parts.wgsl?kernel"),
    workgroups: ({ parts = 0 }) => parts,
  },
];

/** The kernels of optimizers, by operation. */
export const kernels = {
  adadelta: adadeltaUpdate,
  adam: adamUpdate,
  "clip-norm": clipNorm,
  "clip-norm-parts": clipNormParts,
  "clip-norm-squares": clipNormSquares,
  rmsprop,
  "rmsprop-momentum": rmspropMomentum,
  sgd,
  "sgd-momentum": sgdMomentum,
};
