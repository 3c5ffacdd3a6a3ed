import { kernelNamed } from "../harness/kernel-named.js";
import { describeUpSamplingGradient } from "./up-sampling2d-suite.js";

const upSampling2dGradient = await kernelNamed("up-sampling2d-gradient");

describeUpSamplingGradient(upSampling2dGradient, [1, 2, 3, 4]);
