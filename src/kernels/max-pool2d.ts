import shader from "../../shaders/max-pool2d.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { type Pooling, poolingSizes } from "./pooling.js";

/** y = the largest value of each window of x */
export const maxPool2d = kernel<keyof Pooling>(shader, {
  twin: "max-pool2d",
  workgroups: (params) => workgroupsFor(poolingSizes(params).y),
  cost: (params) => {
    const { x, y } = poolingSizes(params);
    return { flops: y * params.pool_y * params.pool_x, bytes: 4 * (x + y) };
  },
});
