import { kernelNamed } from "../harness/kernel-named.js";
import { describeActivationGradient } from "./activation-gradient-suite.js";
import { ARENA_LENGTHS } from "./gradients.js";

const activationGradientQuads = await kernelNamed("activation-gradient-quads");

describeActivationGradient(activationGradientQuads, [...ARENA_LENGTHS, 784 * 32]);
