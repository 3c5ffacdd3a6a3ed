import { bceGradient } from "../bce-gradient.js";
import { biasActivation } from "../bias-activation.js";
import { matmul } from "../matmul.js";
import { matmulTransposeA } from "../matmul-transpose-a.js";
import { matmulTransposeB } from "../matmul-transpose-b.js";
import { mseGradient } from "../mse-gradient.js";

/** Kernels of one thought each: level naive has them, the others rarely. */
export const kernels = [bceGradient, biasActivation, matmul, matmulTransposeA, matmulTransposeB, mseGradient];
