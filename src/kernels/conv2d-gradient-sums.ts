import shader from "../../shaders/conv2d-gradient-sums.wgsl?kernel";
import { kernel } from "./kernel.js";

/** The parts of many gradients, added up by a table. */
export const conv2dGradientSums = kernel<"blocks" | "rows">(shader, {
  twin: "conv2d-gradient-sums",
  workgroups: ({ blocks }) => blocks,
  cost: ({ rows }, _constants, { table = [] }) => {
    let flops = 0;
    let bytes = 0;
    for (let row = 0; row < rows; row++) {
      const [, , parts = 0, , length = 0] = table.slice(6 * row);
      flops += (parts - 1) * length;
      bytes += 4 * (parts + 1) * length;
    }
    return { flops, bytes };
  },
});
