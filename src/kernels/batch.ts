import gatherQuads from "../../shaders/gather-quads.wgsl?kernel";
import type { Gather, MaskWeights, OneHot, Weigh } from "../operations/batch.js";
import { oneInvocation } from "./grid.js";
import type { Version } from "./kernel.js";
import { alongRow, sharedSums } from "./lanes.js";

/** A batch of the data set, by the order of the epoch, as f32. */
const gathers: readonly Version<Gather>[] = [
  {
    name: "gather-quads",
    shader: gatherQuads,
    when: ({ params }) => (params.size % 4 === 0 ? {} : undefined),
    workgroups: oneInvocation(({ rows, size }) => (rows * size) / 4),
  },
  {
    name: "gather",
    shader: () => import("../../shaders/gather.wgsl?kernel"),
    plain: true,
    workgroups: oneInvocation(({ rows, size }) => rows * Math.ceil(size / 4)),
  },
];

/** The labels of a batch, by the order of the epoch, one-hot. */
const oneHot: readonly Version<OneHot>[] = [
  {
    name: "one-hot",
    shader: () => import("../../shaders/one-hot.wgsl?kernel"),
    plain: true,
    workgroups: oneInvocation(({ rows, size }) => rows * size),
  },
];

/** What the values of a batch count where some are missing: 0 those, the others as much more. */
const maskWeights: readonly Version<MaskWeights>[] = [
  {
    name: "mask-weights",
    shader: () => import("../../shaders/mask-weights.wgsl?kernel"),
    plain: true,
    when: ({ params }, target) => alongRow(target, params.size),
    workgroups: sharedSums(({ rows }) => rows),
  },
];

/** Rows times a weight each: losses and gradients of samples that count differently. */
const weigh: readonly Version<Weigh>[] = [
  {
    name: "weigh",
    shader: () => import("../../shaders/weigh.wgsl?kernel"),
    plain: true,
    workgroups: oneInvocation(({ rows, size }) => rows * size),
  },
];

/** The kernels of batches, by operation. */
export const kernels = {
  gather: gathers,
  "mask-weights": maskWeights,
  "one-hot": oneHot,
  weigh,
};
