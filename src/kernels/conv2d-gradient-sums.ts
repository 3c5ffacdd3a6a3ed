import shader from "../../shaders/conv2d-gradient-sums.wgsl?raw";
import { grid } from "./grid.js";
import { kernel, read, readU32, readWrite } from "./kernel.js";

/** The parts of many gradients, added up by a table. */
export const conv2dGradientSums = kernel({
  name: "conv2d-gradient-sums",
  twin: "conv2d-gradient-sums",
  wgsl: [grid, shader],
  bindings: { parts: read, table: readU32, g: readWrite },
  params: { rows: "u32", blocks: "u32" },
  constants: {},
  step: false,
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
