import { lossAndGradient } from "../../src/kernels/loss-and-gradient.js";
import { describeLossAndGradient } from "./loss-and-gradient-suite.js";

describeLossAndGradient(lossAndGradient, [1, 31, 32, 33, 65]);
