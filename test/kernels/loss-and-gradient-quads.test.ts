import { lossAndGradientQuads } from "../../src/kernels/loss-and-gradient-quads.js";
import { describeLossAndGradient } from "./loss-and-gradient-suite.js";

describeLossAndGradient(lossAndGradientQuads, [4, 28, 32, 36, 68]);
