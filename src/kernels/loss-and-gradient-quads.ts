import shader from "../../shaders/loss-and-gradient-quads.wgsl?raw";
import { kernel } from "./kernel.js";
import { lanes } from "./lanes.js";
import { loss } from "./loss.js";
import { lossAndGradient } from "./loss-and-gradient.js";

/** `loss-and-gradient` where a sample's values come in fours. */
export const lossAndGradientQuads = kernel({
  ...lossAndGradient,
  name: "loss-and-gradient-quads",
  wgsl: [...lanes, ...loss, shader],
});
