import { activationGradient } from "./activation-gradient.js";
import { adadelta } from "./adadelta.js";
import { batchMean } from "./batch-mean.js";
import { bceGradient } from "./bce-gradient.js";
import { bceLoss } from "./bce-loss.js";
import { biasActivation } from "./bias-activation.js";
import { biasGradient } from "./bias-gradient.js";
import { denseRows } from "./dense-rows.js";
import { denseWeights } from "./dense-weights.js";
import { gather } from "./gather.js";
import type { Kernel } from "./kernel.js";
import { lossAndGradient } from "./loss-and-gradient.js";
import { matmul } from "./matmul.js";
import { matmulQuads } from "./matmul-quads.js";
import { matmulTiled } from "./matmul-tiled.js";
import { matmulTransposeA } from "./matmul-transpose-a.js";
import { matmulTransposeB } from "./matmul-transpose-b.js";
import { mseGradient } from "./mse-gradient.js";
import { mseLoss } from "./mse-loss.js";

/** Every kernel, by name. */
export const KERNELS: ReadonlyMap<string, Kernel> = new Map(
  [
    activationGradient,
    adadelta,
    batchMean,
    bceGradient,
    bceLoss,
    biasActivation,
    biasGradient,
    denseRows,
    denseWeights,
    gather,
    lossAndGradient,
    matmul,
    matmulQuads,
    matmulTiled,
    matmulTransposeA,
    matmulTransposeB,
    mseGradient,
    mseLoss,
  ].map((kernel) => [kernel.name, kernel as Kernel]),
);
