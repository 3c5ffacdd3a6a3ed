import { kernelNamed } from "../harness/kernel-named.js";
import { describeBiasGradient } from "./bias-gradient-suite.js";

const biasGradientQuads = await kernelNamed("bias-gradient-quads");

describeBiasGradient(biasGradientQuads, [4, 8, 12, 60, 64, 252, 256, 260]);
