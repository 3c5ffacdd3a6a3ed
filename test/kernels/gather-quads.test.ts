import { kernelNamed } from "../harness/kernel-named.js";
import { describeGather } from "./gather-suite.js";

const gatherQuads = await kernelNamed("gather-quads");

describeGather(gatherQuads, [4, 8, 12, 64, 68, 784, 1000], 28);
