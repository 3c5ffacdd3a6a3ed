import { biasGradientTall } from "../bias-gradient-tall.js";
import { conv2d } from "../conv2d.js";
import { conv2dFlip } from "../conv2d-flip.js";
import { conv2dFromOne } from "../conv2d-from-one.js";
import { conv2dGradientSums } from "../conv2d-gradient-sums.js";
import { conv2dInputGradient } from "../conv2d-input-gradient.js";
import { conv2dInputGradientShared } from "../conv2d-input-gradient-shared.js";
import { conv2dKernelGradient } from "../conv2d-kernel-gradient.js";
import { conv2dKernelGradientFromOne } from "../conv2d-kernel-gradient-from-one.js";
import { conv2dKernelGradientQuads } from "../conv2d-kernel-gradient-quads.js";
import { conv2dKernelGradientShared } from "../conv2d-kernel-gradient-shared.js";
import { conv2dMaxPool2d } from "../conv2d-max-pool2d.js";
import { conv2dQuads } from "../conv2d-quads.js";
import { conv2dShared } from "../conv2d-shared.js";
import { conv2dSubgroups } from "../conv2d-subgroups.js";
import { conv2dToOne } from "../conv2d-to-one.js";
import { depthToSpace } from "../depth-to-space.js";
import { depthToSpaceQuads } from "../depth-to-space-quads.js";
import { maxPool2d } from "../max-pool2d.js";
import { maxPool2dGradient } from "../max-pool2d-gradient.js";
import { maxPool2dGradientQuads } from "../max-pool2d-gradient-quads.js";
import { maxPool2dQuads } from "../max-pool2d-quads.js";
import { spaceToDepth } from "../space-to-depth.js";
import { spaceToDepthQuads } from "../space-to-depth-quads.js";
import { upSampling2d } from "../up-sampling2d.js";
import { upSampling2dGradient } from "../up-sampling2d-gradient.js";
import { upSampling2dGradientQuads } from "../up-sampling2d-gradient-quads.js";
import { upSampling2dQuads } from "../up-sampling2d-quads.js";

/** Kernels of convolutions and pools. */
export const kernels = [
  biasGradientTall,
  conv2d,
  conv2dFlip,
  conv2dFromOne,
  conv2dGradientSums,
  conv2dInputGradient,
  conv2dInputGradientShared,
  conv2dKernelGradient,
  conv2dKernelGradientFromOne,
  conv2dKernelGradientQuads,
  conv2dKernelGradientShared,
  conv2dMaxPool2d,
  conv2dQuads,
  conv2dShared,
  conv2dSubgroups,
  conv2dToOne,
  depthToSpace,
  depthToSpaceQuads,
  maxPool2d,
  maxPool2dGradient,
  maxPool2dGradientQuads,
  maxPool2dQuads,
  spaceToDepth,
  spaceToDepthQuads,
  upSampling2d,
  upSampling2dGradient,
  upSampling2dGradientQuads,
  upSampling2dQuads,
];
