import { kernelNamed } from "../harness/kernel-named.js";
import { describeUpSampling } from "./up-sampling2d-suite.js";

const upSampling2d = await kernelNamed("up-sampling2d");

describeUpSampling(upSampling2d, [1, 2, 3, 4]);
