import shader from "../../shaders/up-sampling2d-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { UP_SAMPLING, upSamplingSizes } from "./up-sampling2d.js";

/** dx = Σ of dy over the copies of each pixel */
export const upSampling2dGradient = kernel({
  name: "up-sampling2d-gradient",
  twin: "up-sampling2d-gradient",
  wgsl: [grid, shader],
  bindings: { dy: read, dx: readWrite },
  params: UP_SAMPLING,
  constants: {},
  step: false,
  workgroups: (params) => workgroupsFor(upSamplingSizes(params).small),
  cost: (params) => {
    const { small, large } = upSamplingSizes(params);
    return { flops: large, bytes: 4 * (small + large) };
  },
});
