import { upSampling2d } from "../../src/kernels/up-sampling2d.js";
import { describeUpSampling } from "./up-sampling2d-suite.js";

describeUpSampling(upSampling2d, [1, 2, 3, 4]);
