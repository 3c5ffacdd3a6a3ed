import { activationGradientQuads } from "../../src/kernels/activation-gradient-quads.js";
import { describeActivationGradient } from "./activation-gradient-suite.js";
import { ARENA_LENGTHS } from "./gradients.js";

describeActivationGradient(activationGradientQuads, [...ARENA_LENGTHS, 784 * 32]);
