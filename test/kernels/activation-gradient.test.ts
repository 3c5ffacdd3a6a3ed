import { kernelNamed } from "../../src/kernels/kernels.js";
import { AWKWARD_SIZES } from "../harness/kernel-check.js";
import { describeActivationGradient } from "./activation-gradient-suite.js";

const activationGradient = await kernelNamed("activation-gradient");

describeActivationGradient(activationGradient, [...AWKWARD_SIZES, 784 * 32]);
