import { upSampling2dGradient } from "../../src/kernels/up-sampling2d-gradient.js";
import { describeUpSamplingGradient } from "./up-sampling2d-suite.js";

describeUpSamplingGradient(upSampling2dGradient, [1, 2, 3, 4]);
