import shader from "../../shaders/max-pool2d-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { POOLING, pooling, poolingSizes } from "./pooling.js";

/** dx = dy where x is the first largest value of its window, else 0 */
export const maxPool2dGradient = kernel({
  name: "max-pool2d-gradient",
  twin: "max-pool2d-gradient",
  wgsl: [grid, pooling, shader],
  bindings: { x: read, y: read, dy: read, dx: readWrite },
  params: POOLING,
  constants: {},
  step: false,
  workgroups: (params) => workgroupsFor(poolingSizes(params).x),
  cost: (params) => {
    const { x, y } = poolingSizes(params);
    return { flops: y * params.pool_y * params.pool_x, bytes: 4 * (2 * x + 2 * y) };
  },
});
