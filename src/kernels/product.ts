import matmulQuads from "../../shaders/matmul-quads.wgsl?kernel";
import matmulSubgroups from "../../shaders/matmul-subgroups.wgsl?kernel";
import type { Numbers } from "../operations/operation.js";
import type { Matmul, SumParts } from "../operations/product.js";
import { oneInvocation } from "./grid.js";
import type { Chosen, SizeOf, Version } from "./kernel.js";
import type { SharedProducts } from "./target.js";

/** Workgroups of invocations with a tile of z each. */
const tiles = ({ m, n }: Matmul["params"], sizeOf: SizeOf) =>
  Math.ceil(m / (sizeOf("TILE_ROWS") * sizeOf("WORKGROUP_ROWS"))) *
  Math.ceil(n / (sizeOf("TILE_COLUMNS") * sizeOf("WORKGROUP_COLUMNS")));

const isFours = ({ params }: Matmul) => [params.m, params.k, params.n].every((size) => size % 4 === 0);

/** A product alone, its factors stored so. */
const alone = (x: number, w: number) => (product: Matmul) => {
  const { TRANSPOSE_X = 0, TRANSPOSE_W = 0, HAS_BIAS, ACTIVATION } = product.constants;
  return !HAS_BIAS && !ACTIVATION && TRANSPOSE_X === x && TRANSPOSE_W === w ? {} : undefined;
};

const oneValue = oneInvocation(({ m, n }: Matmul["params"]) => m * n);

/** z = activate(x · w + b), either factor transposed. */
const matmul: readonly Version<Matmul>[] = [
  {
    // Parts of z, for GPUs with many lanes.
    name: "matmul-shared",
    shader: () => import("../../shaders/matmul-shared.wgsl?kernel"),
    when: (product, { shared }) => shared && sharedCut(product, shared),
    workgroups: ({ m, k, n, depth = k }, sizeOf) => {
      const square = 4 * sizeOf("QUADS") * sizeOf("SIDE");
      return Math.ceil(m / square) * Math.ceil(n / square) * Math.ceil(k / depth);
    },
  },
  {
    name: "matmul-subgroups",
    shader: matmulSubgroups,
    when: (product, { subgroups }) => (subgroups && isFours(product) ? {} : undefined),
    workgroups: tiles,
  },
  {
    name: "matmul-quads",
    shader: matmulQuads,
    when: (product) => (isFours(product) ? {} : undefined),
    workgroups: tiles,
  },
  {
    name: "matmul-tiled",
    shader: () => import("../../shaders/matmul-tiled.wgsl?kernel"),
    when: (product) => ({ params: stridesOf(product) }),
    workgroups: tiles,
  },
  {
    name: "matmul-transpose-a",
    shader: () => import("../../shaders/matmul-transpose-a.wgsl?kernel"),
    plain: true,
    when: alone(1, 0),
    workgroups: oneValue,
  },
  {
    name: "matmul-transpose-b",
    shader: () => import("../../shaders/matmul-transpose-b.wgsl?kernel"),
    plain: true,
    when: alone(0, 1),
    workgroups: oneValue,
  },
  {
    name: "matmul",
    shader: () => import("../../shaders/matmul.wgsl?kernel"),
    plain: true,
    when: alone(0, 0),
    workgroups: oneValue,
  },
];

/** z = activate(Σ parts + b). */
const sumParts: readonly Version<SumParts>[] = [
  {
    name: "sum-parts",
    shader: () => import("../../shaders/sum-parts.wgsl?kernel"),
    workgroups: oneInvocation(({ rows, units }) => rows * units),
  },
];

/** Where x [m, k] and w [k, n] have their values. */
function stridesOf({ params: { m, k, n }, constants: { TRANSPOSE_X, TRANSPOSE_W } }: Matmul): Numbers {
  return {
    ...(TRANSPOSE_X ? { x_row: 1, x_depth: m } : { x_row: k, x_depth: 1 }),
    ...(TRANSPOSE_W ? { w_depth: 1, w_column: k } : { w_depth: n, w_column: 1 }),
  };
}

/** Workgroups that keep a large GPU busy where each does much: one for almost each of the 132 multiprocessors of an H100. */
const ENOUGH = 128;

/** Sides whose squares may be of four blocks an invocation: what they load takes 16 KiB of workgroup memory. */
const LARGE_SIDE = 16;

/** Depths that a part has at least, in sides: a part should multiply more than it stores. */
const LEAST_SIDES = 4;

/** Squares as large as leaves enough of them, and parts of the depths where even so there are too few. */
function sharedCut(product: Matmul, { side, workgroups }: SharedProducts): Chosen {
  const { m, k, n } = product.params;
  const squaresOf = (quads: number) => Math.ceil(m / (4 * quads * side)) * Math.ceil(n / (4 * quads * side));
  const QUADS = side === LARGE_SIDE && squaresOf(2) >= ENOUGH ? 2 : 1;
  const wanted = Math.ceil(k / Math.ceil(workgroups / squaresOf(QUADS)));
  const depth = side * Math.max(Math.ceil(wanted / side), LEAST_SIDES);
  const params = { depth, ...stridesOf(product) };
  return { params, constants: { SIDE: side, QUADS }, parts: Math.ceil(k / depth) };
}

/** The kernels of products, by operation. */
export const kernels = {
  matmul,
  "sum-parts": sumParts,
};
