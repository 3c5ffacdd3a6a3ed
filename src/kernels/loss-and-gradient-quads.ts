import shader from "../../shaders/loss-and-gradient-quads.wgsl?kernel";
import { kernel } from "./kernel.js";
import { lossAndGradient } from "./loss-and-gradient.js";

/** `loss-and-gradient` where a sample's values come in fours. */
export const lossAndGradientQuads = kernel(shader, lossAndGradient);
