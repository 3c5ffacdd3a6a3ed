import shader from "../../shaders/bias-gradient-quads.wgsl?kernel";
import { biasGradient } from "./bias-gradient.js";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** `bias-gradient` where units come in fours. */
export const biasGradientQuads = kernel<"units">(shader, {
  ...biasGradient,
  workgroups: ({ units }) => workgroupsFor(units / 4),
});
