import shader from "../../shaders/bias-gradient-quads.wgsl?raw";
import { biasGradient } from "./bias-gradient.js";
import { grid, workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** `bias-gradient` where units come in fours. */
export const biasGradientQuads = kernel({
  ...biasGradient,
  name: "bias-gradient-quads",
  wgsl: [grid, shader],
  sizes: [],
  workgroups: ({ units }) => workgroupsFor(units / 4),
});
