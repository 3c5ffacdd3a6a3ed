import { AWKWARD_SIZES } from "../harness/kernel-check.js";
import { kernelNamed } from "../harness/kernel-named.js";
import { describeActivationGradient } from "./activation-gradient-suite.js";

const activationGradient = await kernelNamed("activation-gradient");

describeActivationGradient(activationGradient, [...AWKWARD_SIZES, 784 * 32]);
