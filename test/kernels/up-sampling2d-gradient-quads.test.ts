import { kernelNamed } from "../harness/kernel-named.js";
import { describeUpSamplingGradient } from "./up-sampling2d-suite.js";

const upSampling2dGradientQuads = await kernelNamed("up-sampling2d-gradient-quads");

describeUpSamplingGradient(upSampling2dGradientQuads, [4, 8, 12]);
