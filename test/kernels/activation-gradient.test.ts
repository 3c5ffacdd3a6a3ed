import { activationGradient } from "../../src/kernels/activation-gradient.js";
import { AWKWARD_SIZES } from "../harness/kernel-check.js";
import { describeActivationGradient } from "./activation-gradient-suite.js";

describeActivationGradient(activationGradient, [...AWKWARD_SIZES, 784 * 32]);
