import batchMean from "../../shaders/batch-mean.wgsl?kernel";
import bceLoss from "../../shaders/bce-loss.wgsl?kernel";
import lossAndGradientQuads from "../../shaders/loss-and-gradient-quads.wgsl?kernel";
import mseLoss from "../../shaders/mse-loss.wgsl?kernel";
import type {
  BatchMean,
  BceGradient,
  BceLoss,
  CategoricalCrossentropyGradient,
  CategoricalCrossentropyLoss,
  LossAndGradient,
  MaskedMetric,
  MetricValues,
  MseGradient,
  MseLoss,
} from "../operations/loss.js";
import type { Numbers } from "../operations/operation.js";
import { oneInvocation } from "./grid.js";
import type { Version } from "./kernel.js";
import { alongRow, inOneWorkgroup, sharedSums } from "./lanes.js";
import type { Target } from "./target.js";

/** A sum over each sample's values. */
const sumOfRow = {
  plain: true,
  when: ({ params }: { readonly params: Numbers<"size"> }, target: Target) => alongRow(target, params.size),
  workgroups: sharedSums(({ rows }: Numbers<"rows">) => rows),
};

const oneValue = { plain: true, workgroups: oneInvocation(({ count }: Numbers<"count">) => count) };

/** Binary cross-entropy of each sample, as Keras reports it. */
const bceLosses: readonly Version<BceLoss>[] = [{ name: "bce-loss", shader: bceLoss, ...sumOfRow }];

/** Squared error of each sample. */
const mseLosses: readonly Version<MseLoss>[] = [{ name: "mse-loss", shader: mseLoss, ...sumOfRow }];

/** Categorical cross-entropy of each sample, from logits. */
const categoricalCrossentropyLoss: readonly Version<CategoricalCrossentropyLoss>[] = [
  {
    name: "categorical-crossentropy-loss",
    shader: () => import("../../shaders/categorical-crossentropy-loss.wgsl?kernel"),
    ...sumOfRow,
  },
];

/** Gradient of the mean binary cross-entropy, from logits or from probabilities. */
const bceGradient: readonly Version<BceGradient>[] = [
  { name: "bce-gradient", shader: () => import("../../shaders/bce-gradient.wgsl?kernel"), ...oneValue },
];

/** Gradient of the mean squared error. */
const mseGradient: readonly Version<MseGradient>[] = [
  { name: "mse-gradient", shader: () => import("../../shaders/mse-gradient.wgsl?kernel"), ...oneValue },
];

/** Gradient of the batch's mean categorical cross-entropy by the logits. */
const categoricalCrossentropyGradient: readonly Version<CategoricalCrossentropyGradient>[] = [
  {
    name: "categorical-crossentropy-gradient",
    shader: () => import("../../shaders/categorical-crossentropy-gradient.wgsl?kernel"),
    ...sumOfRow,
  },
];

/** The loss of each sample and the gradient of the batch's mean loss, in one pass. */
const lossAndGradients: readonly Version<LossAndGradient>[] = [
  {
    name: "loss-and-gradient-quads",
    shader: lossAndGradientQuads,
    when: ({ params }, target) => (params.size % 4 === 0 ? alongRow(target, params.size / 4) : undefined),
    workgroups: sumOfRow.workgroups,
  },
  {
    name: "loss-and-gradient",
    shader: () => import("../../shaders/loss-and-gradient.wgsl?kernel"),
    ...sumOfRow,
  },
];

/** The batch's loss into the step's slot. */
const batchMeans: readonly Version<BatchMean>[] = [
  {
    name: "batch-mean",
    shader: batchMean,
    plain: true,
    when: ({ params }, target) => inOneWorkgroup(target, params.rows),
    workgroups: () => 1,
  },
];

/** A metric of each sample. */
const metric: readonly Version<MetricValues>[] = [
  { name: "metric", shader: () => import("../../shaders/metric.wgsl?kernel"), ...sumOfRow },
];

/** A metric of each sample, or its loss, where some values count differently from others. */
const maskedMetric: readonly Version<MaskedMetric>[] = [
  { name: "masked-metric", shader: () => import("../../shaders/masked-metric.wgsl?kernel"), ...sumOfRow },
];

/** The kernels of losses and metrics, by operation. */
export const kernels = {
  "batch-mean": batchMeans,
  "bce-gradient": bceGradient,
  "bce-loss": bceLosses,
  "categorical-crossentropy-gradient": categoricalCrossentropyGradient,
  "categorical-crossentropy-loss": categoricalCrossentropyLoss,
  "loss-and-gradient": lossAndGradients,
  "masked-metric": maskedMetric,
  metric,
  "mse-gradient": mseGradient,
  "mse-loss": mseLosses,
};
