import { kernelNamed } from "../harness/kernel-named.js";
import { describeUpSampling } from "./up-sampling2d-suite.js";

const upSampling2dQuads = await kernelNamed("up-sampling2d-quads");

describeUpSampling(upSampling2dQuads, [4, 8, 12]);
