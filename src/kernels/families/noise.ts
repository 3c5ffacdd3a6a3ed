import { dropout } from "../dropout.js";
import { gaussianNoise } from "../gaussian-noise.js";
import { gaussianNoiseGradient } from "../gaussian-noise-gradient.js";
import { klLoss } from "../kl-loss.js";
import { sampling } from "../sampling.js";
import { samplingGradient } from "../sampling-gradient.js";

/** Kernels that draw random numbers, and those of variational models. */
export const kernels = [
  dropout,
  gaussianNoise,
  gaussianNoiseGradient,
  klLoss,
  sampling,
  samplingGradient,
];
