import { kernelNamed } from "../harness/kernel-named.js";
import { describeMaxPooling } from "./max-pool2d-suite.js";

const maxPool2d = await kernelNamed("max-pool2d");

describeMaxPooling(maxPool2d, { channels: [1, 2, 3, 4, 5] });
