import shader from "../../shaders/max-pool2d-gradient.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { type Pooling, poolingSizes } from "./pooling.js";

/** dx = dy where x is the first largest value of its window, else 0 */
export const maxPool2dGradient = kernel<keyof Pooling>(shader, {
  twin: "max-pool2d-gradient",
  workgroups: (params) => workgroupsFor(poolingSizes(params).x),
  cost: (params) => {
    const { x, y } = poolingSizes(params);
    return { flops: y * params.pool_y * params.pool_x, bytes: 4 * (2 * x + 2 * y) };
  },
});
