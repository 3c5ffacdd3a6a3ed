import { gatherQuads } from "../../src/kernels/gather-quads.js";
import { describeGather } from "./gather-suite.js";

describeGather(gatherQuads, [4, 8, 12, 64, 68, 784, 1000], 28);
