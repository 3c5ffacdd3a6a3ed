import { upSampling2dGradientQuads } from "../../src/kernels/up-sampling2d-gradient-quads.js";
import { describeUpSamplingGradient } from "./up-sampling2d-suite.js";

describeUpSamplingGradient(upSampling2dGradientQuads, [4, 8, 12]);
