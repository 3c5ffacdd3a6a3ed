import { biasGradient } from "../../src/kernels/bias-gradient.js";
import { AWKWARD_SIZES } from "../harness/kernel-check.js";
import { describeBiasGradient } from "./bias-gradient-suite.js";

describeBiasGradient(biasGradient, AWKWARD_SIZES);
