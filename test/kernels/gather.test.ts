import { gather } from "../../src/kernels/gather.js";
import { describeGather } from "./gather-suite.js";

describeGather(gather, [1, 2, 3, 4, 5, 7, 64, 65, 784, 1000], 31);
