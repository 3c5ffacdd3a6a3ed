import { kernelNamed } from "../harness/kernel-named.js";
import { describeLossAndGradient } from "./loss-and-gradient-suite.js";

const lossAndGradientQuads = await kernelNamed("loss-and-gradient-quads");

describeLossAndGradient(lossAndGradientQuads, [4, 28, 32, 36, 68]);
