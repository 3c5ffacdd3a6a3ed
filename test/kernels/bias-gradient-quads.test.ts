import { biasGradientQuads } from "../../src/kernels/bias-gradient-quads.js";
import { describeBiasGradient } from "./bias-gradient-suite.js";

describeBiasGradient(biasGradientQuads, [4, 8, 12, 60, 64, 252, 256, 260]);
