import shader from "../../shaders/max-pool2d.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { POOLING, pooling, poolingSizes } from "./pooling.js";

/** y = the largest value of each window of x */
export const maxPool2d = kernel({
  name: "max-pool2d",
  twin: "max-pool2d",
  wgsl: [grid, pooling, shader],
  bindings: { x: read, y: readWrite },
  params: POOLING,
  constants: {},
  step: false,
  workgroups: (params) => workgroupsFor(poolingSizes(params).y),
  cost: (params) => {
    const { x, y } = poolingSizes(params);
    return { flops: y * params.pool_y * params.pool_x, bytes: 4 * (x + y) };
  },
});
