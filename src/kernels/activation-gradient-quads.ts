import shader from "../../shaders/activation-gradient-quads.wgsl?kernel";
import { activationGradient } from "./activation-gradient.js";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** `activation-gradient` where the values come in fours. */
export const activationGradientQuads = kernel<"count">(shader, {
  ...activationGradient,
  workgroups: ({ count }) => workgroupsFor(count / 4),
});
