import activation from "../../shaders/lib/activation.wgsl?raw";
import shader from "../../shaders/up-sampling2d-gradient-quads.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { UP_SAMPLING, upSamplingSizes } from "./up-sampling2d.js";

/** `up-sampling2d-gradient` where the channels come in fours, then through the activation that made x. */
export const upSampling2dGradientQuads = kernel({
  name: "up-sampling2d-gradient-quads",
  twin: "up-sampling2d-gradient",
  wgsl: [grid, activation, shader],
  bindings: { x: read, dy: read, dx: readWrite },
  params: UP_SAMPLING,
  constants: { TWO_BY_TWO: "bool", ACTIVATION: "u32" },
  step: false,
  workgroups: (params) => workgroupsFor(upSamplingSizes(params).small / 4),
  cost: (params) => {
    const { small, large } = upSamplingSizes(params);
    return { flops: large + 2 * small, bytes: 4 * (2 * small + large) };
  },
});
