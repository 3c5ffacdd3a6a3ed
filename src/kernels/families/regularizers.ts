import { accumulate } from "../accumulate.js";
import { activityPenalty } from "../activity-penalty.js";
import { activityPenaltyGradient } from "../activity-penalty-gradient.js";
import { dropout } from "../dropout.js";
import { gaussianNoise } from "../gaussian-noise.js";
import { gaussianNoiseGradient } from "../gaussian-noise-gradient.js";
import { klLoss } from "../kl-loss.js";
import { sampling } from "../sampling.js";
import { samplingGradient } from "../sampling-gradient.js";

/** Kernels of what keeps a model from learning by heart: noise, penalties, sampling. */
export const kernels = [
  accumulate,
  activityPenalty,
  activityPenaltyGradient,
  dropout,
  gaussianNoise,
  gaussianNoiseGradient,
  klLoss,
  sampling,
  samplingGradient,
];
