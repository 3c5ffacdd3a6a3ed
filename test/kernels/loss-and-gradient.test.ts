import { kernelNamed } from "../harness/kernel-named.js";
import { describeLossAndGradient } from "./loss-and-gradient-suite.js";

const lossAndGradient = await kernelNamed("loss-and-gradient");

describeLossAndGradient(lossAndGradient, [1, 31, 32, 33, 65]);
