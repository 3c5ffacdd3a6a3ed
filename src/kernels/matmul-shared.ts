import shader from "../../shaders/matmul-shared.wgsl?kernel";
import { kernel } from "./kernel.js";
import { layerCost } from "./product.js";

/** Parts of z = activate(x · w + b), for GPUs with many lanes; either factor transposed by its strides. */
export const matmulShared = kernel<"m" | "k" | "n" | "depth", "HAS_BIAS" | "ACTIVATION">(shader, {
  twin: "matmul",
  workgroups: ({ m, k, n, depth }, { SIDE = 0, QUADS = 1 }) => {
    const square = 4 * QUADS * SIDE;
    return Math.ceil(m / square) * Math.ceil(n / square) * Math.ceil(k / depth);
  },
  cost: ({ depth, ...params }, constants) => {
    const { flops, bytes } = layerCost(params, constants);
    const { m, k, n } = params;
    return { flops, bytes: bytes + 4 * m * n * (Math.ceil(k / depth) - 1) };
  },
});
