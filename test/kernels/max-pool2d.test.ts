import { maxPool2d } from "../../src/kernels/max-pool2d.js";
import { describeMaxPooling } from "./max-pool2d-suite.js";

describeMaxPooling(maxPool2d, { channels: [1, 2, 3, 4, 5] });
