import accumulateShader from "../../shaders/accumulate.wgsl?kernel";
import activityPenaltyShader from "../../shaders/activity-penalty.wgsl?kernel";
import activityPenaltyGradientShader from "../../shaders/activity-penalty-gradient.wgsl?kernel";
import dropoutShader from "../../shaders/dropout.wgsl?kernel";
import gaussianNoiseShader from "../../shaders/gaussian-noise.wgsl?kernel";
import gaussianNoiseGradientShader from "../../shaders/gaussian-noise-gradient.wgsl?kernel";
import klLossShader from "../../shaders/kl-loss.wgsl?kernel";
import samplingShader from "../../shaders/sampling.wgsl?kernel";
import samplingGradientShader from "../../shaders/sampling-gradient.wgsl?kernel";
import type { Numbers } from "../operations/operation.js";
import type {
  Accumulate,
  ActivityPenalty,
  ActivityPenaltyGradient,
  Dropout,
  GaussianNoise,
  GaussianNoiseGradient,
  KlLoss,
  Sampling,
  SamplingGradient,
} from "../operations/regularizers.js";
import { oneInvocation } from "./grid.js";
import type { Version } from "./kernel.js";
import { alongRow, sharedSums } from "./lanes.js";

const oneValue = { plain: true, workgroups: oneInvocation(({ count }: Numbers<"count">) => count) };

/** Values that an invocation of the random kernels makes, from one call of the generator. */
const QUAD = 4;
const oneQuad = { plain: true, workgroups: oneInvocation(({ count }: Numbers<"count">) => Math.ceil(count / QUAD)) };

/** y ← y + x, where two gradients of one value meet. */
const accumulate: readonly Version<Accumulate>[] = [{ name: "accumulate", shader: accumulateShader, ...oneValue }];

/** Keras's activity regulariser, added to each sample's loss. */
const activityPenalty: readonly Version<ActivityPenalty>[] = [
  {
    name: "activity-penalty",
    shader: activityPenaltyShader,
    plain: true,
    when: ({ params }, target) => alongRow(target, params.size),
    workgroups: sharedSums(({ rows }) => rows),
  },
];

/** Gradient of the activity regulariser, added to that of the layer's output. */
const activityPenaltyGradient: readonly Version<ActivityPenaltyGradient>[] = [
  { name: "activity-penalty-gradient", shader: activityPenaltyGradientShader, ...oneValue },
];

/** y = x + stddev · ε, clipped or not. */
const gaussianNoise: readonly Version<GaussianNoise>[] = [
  { name: "gaussian-noise", shader: gaussianNoiseShader, ...oneQuad },
];

/** dx = dy where clipped noise was not clipped. */
const gaussianNoiseGradient: readonly Version<GaussianNoiseGradient>[] = [
  { name: "gaussian-noise-gradient", shader: gaussianNoiseGradientShader, ...oneValue },
];

/** y = x / (1 − rate) with probability 1 − rate, else 0; on dy its own gradient. */
const dropout: readonly Version<Dropout>[] = [{ name: "dropout", shader: dropoutShader, ...oneQuad }];

/** z = mean + exp(log_var / 2) · ε */
const sampling: readonly Version<Sampling>[] = [{ name: "sampling", shader: samplingShader, ...oneQuad }];

/** Gradient of the sampling layer and of its KL divergence. */
const samplingGradient: readonly Version<SamplingGradient>[] = [
  { name: "sampling-gradient", shader: samplingGradientShader, ...oneQuad },
];

/** KL divergence of each sample's normal distribution from the standard one, added to its loss. */
const klLoss: readonly Version<KlLoss>[] = [
  {
    name: "kl-loss",
    shader: klLossShader,
    plain: true,
    when: ({ params }, target) => alongRow(target, params.size),
    workgroups: sharedSums(({ rows }) => rows),
  },
];

/** The kernels of regularizers, by operation. */
export const kernels = {
  accumulate,
  "activity-penalty": activityPenalty,
  "activity-penalty-gradient": activityPenaltyGradient,
  dropout,
  "gaussian-noise": gaussianNoise,
  "gaussian-noise-gradient": gaussianNoiseGradient,
  "kl-loss": klLoss,
  sampling,
  "sampling-gradient": samplingGradient,
};
