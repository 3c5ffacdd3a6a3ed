import { kernelNamed } from "../harness/kernel-named.js";
import { describeGather } from "./gather-suite.js";

const gather = await kernelNamed("gather");

describeGather(gather, [1, 2, 3, 4, 5, 7, 64, 65, 784, 1000], 31);
