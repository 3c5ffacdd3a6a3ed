import { conv2d } from "../conv2d.js";
import { conv2dInputGradient } from "../conv2d-input-gradient.js";
import { conv2dKernelGradient } from "../conv2d-kernel-gradient.js";
import { maxPool2d } from "../max-pool2d.js";
import { maxPool2dGradient } from "../max-pool2d-gradient.js";
import { upSampling2d } from "../up-sampling2d.js";
import { upSampling2dGradient } from "../up-sampling2d-gradient.js";

/** Kernels of convolutions and pools. */
export const kernels = [
  conv2d,
  conv2dInputGradient,
  conv2dKernelGradient,
  maxPool2d,
  maxPool2dGradient,
  upSampling2d,
  upSampling2dGradient,
];
