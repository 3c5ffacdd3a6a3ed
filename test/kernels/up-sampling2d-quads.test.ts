import { upSampling2dQuads } from "../../src/kernels/up-sampling2d-quads.js";
import { describeUpSampling } from "./up-sampling2d-suite.js";

describeUpSampling(upSampling2dQuads, [4, 8, 12]);
