import shader from "../../shaders/activation-gradient-quads.wgsl?raw";
import { activationGradient } from "./activation-gradient.js";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** `activation-gradient` where the values come in fours. */
export const activationGradientQuads = kernel({
  ...activationGradient,
  name: "activation-gradient-quads",
  wgsl: [...activationGradient.wgsl.slice(0, -1), shader],
  workgroups: ({ count }) => workgroupsFor(count / 4),
});
