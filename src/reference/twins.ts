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
import { lossAndGradient } from "./loss-and-gradient.js";
import { matmul, matmulQuads, matmulTiled, matmulTransposeA, matmulTransposeB } from "./matmul.js";
import { mseGradient } from "./mse-gradient.js";
import { mseLoss } from "./mse-loss.js";
import type { Twin } from "./twin.js";

/** The float64 twin of each kernel, by the kernel's name. */
export const TWINS: ReadonlyMap<string, Twin> = new Map(
  Object.entries({
    "activation-gradient": activationGradient,
    adadelta,
    "batch-mean": batchMean,
    "bce-gradient": bceGradient,
    "bce-loss": bceLoss,
    "bias-activation": biasActivation,
    "bias-gradient": biasGradient,
    "dense-rows": denseRows,
    "dense-weights": denseWeights,
    gather,
    "loss-and-gradient": lossAndGradient,
    matmul,
    "matmul-quads": matmulQuads,
    "matmul-tiled": matmulTiled,
    "matmul-transpose-a": matmulTransposeA,
    "matmul-transpose-b": matmulTransposeB,
    "mse-gradient": mseGradient,
    "mse-loss": mseLoss,
  }),
);
