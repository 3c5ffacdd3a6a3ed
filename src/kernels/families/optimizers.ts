import { clipNorm } from "../clip-norm.js";
import { clipNormParts } from "../clip-norm-parts.js";
import { clipNormSquares } from "../clip-norm-squares.js";
import { rmsprop } from "../rmsprop.js";
import { rmspropMomentum } from "../rmsprop-momentum.js";
import { sgd } from "../sgd.js";
import { sgdMomentum } from "../sgd-momentum.js";

/** Kernels of the optimizers that are taken less often. */
export const kernels = [clipNorm, clipNormParts, clipNormSquares, rmsprop, rmspropMomentum, sgd, sgdMomentum];
