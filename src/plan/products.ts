import { ACTIVATION_CODE } from "../kernels/activation.js";
import type { Call, TiledVariant, View } from "./plan.js";
import { buffered, type Rewritten } from "./rewrite.js";

/** What decides between kernels that compute the same. */
export interface AdapterFeatures {
  readonly subgroups: boolean;
  /** Products that share what they load, in place of those with a large tile an invocation. */
  readonly shared?: SharedProducts | undefined;
}

/** How `matmul-shared` cuts up a product. */
export interface SharedProducts {
  /**
   * Invocations along a side of a workgroup, which covers a square of four times as many values; of eight times as many, each
   * invocation taking four blocks, where there are squares enough.
   */
  readonly side: number;
  /** With fewer workgroups than this, a product's sums are taken in parts (split-K). */
  readonly workgroups: number;
}

/** Workgroups that keep a large GPU busy: two for each of the 132 multiprocessors of an H100. */
const MANY = 256;

/** By the side of the square that a workgroup covers, and whether sums are split. */
export const SHARED_PRODUCTS: Readonly<Record<TiledVariant, SharedProducts>> = {
  "tiled-32": { side: 8, workgroups: 1 },
  "tiled-32-split": { side: 8, workgroups: MANY },
  "tiled-64": { side: 16, workgroups: 1 },
  "tiled-64-split": { side: 16, workgroups: MANY },
};

/** Workgroups that keep it busy where each does much: one for almost each. */
const ENOUGH = 128;

/** Sides whose squares may be of four blocks an invocation: what they load takes 16 KiB of workgroup memory. */
const LARGE_SIDE = 16;

/** Depths that a part has at least, in sides: a part should multiply more than it stores. */
const LEAST_SIDES = 4;

/** Which factor of each naive product is stored transposed. */
const TRANSPOSED: Readonly<Record<string, { x: boolean; w: boolean }>> = {
  matmul: { x: false, w: false },
  "matmul-transpose-a": { x: true, w: false },
  "matmul-transpose-b": { x: false, w: true },
};

/** The kernels whose epilogue takes a bias and an activation. */
const PRODUCTS = ["matmul-tiled", "matmul-quads", "matmul-subgroups", "matmul-shared", "sum-parts"];
export const isProduct = ({ kernel }: Call) => PRODUCTS.includes(kernel);

const NO_EPILOGUE = { HAS_BIAS: 0, ACTIVATION: ACTIVATION_CODE.linear };

/** What computes a naive product on this adapter; nothing for any other call. */
export function tiledProduct(call: Call, { subgroups, shared }: AdapterFeatures): Rewritten | undefined {
  const transposed = TRANSPOSED[call.kernel];
  if (!transposed) return undefined;
  if (shared) return sharedProduct(call, transposed, shared);
  const inFours = ["m", "k", "n"].every((size) => (call.params[size] ?? 0) % 4 === 0);
  return { calls: [inFours ? productInFours(call, transposed, subgroups) : productByStrides(call, transposed)] };
}

type Transposed = Record<"x" | "w", boolean>;

/** `matmul-quads` or `matmul-subgroups`, for sizes that are multiples of four. */
function productInFours(call: Call, { x, w }: Transposed, subgroups: boolean): Call {
  return {
    ...product(call),
    kernel: subgroups ? "matmul-subgroups" : "matmul-quads",
    constants: { ...NO_EPILOGUE, TRANSPOSE_X: Number(x), TRANSPOSE_W: Number(w) },
  };
}

/** `matmul-tiled`, which is told the strides of z = x [m, k] · w [k, n]. */
function productByStrides(call: Call, transposed: Transposed): Call {
  return { ...product(call), kernel: "matmul-tiled", params: { ...call.params, ...stridesOf(call, transposed) } };
}

/** `matmul-shared`, and `sum-parts` behind it where the sums are split. */
function sharedProduct(call: Call, transposed: Transposed, { side, workgroups }: SharedProducts): Rewritten {
  const { m = 0, k = 0, n = 0 } = call.params;
  const squaresOf = (quads: number) => Math.ceil(m / (4 * quads * side)) * Math.ceil(n / (4 * quads * side));
  const QUADS = side === LARGE_SIDE && squaresOf(2) >= ENOUGH ? 2 : 1;
  const squares = squaresOf(QUADS);
  const wanted = Math.ceil(k / Math.ceil(workgroups / squares));
  const depth = side * Math.max(Math.ceil(wanted / side), LEAST_SIDES);
  const parts = Math.ceil(k / depth);
  const shared: Call = {
    ...product(call),
    kernel: "matmul-shared",
    params: { m, k, n, depth, ...stridesOf(call, transposed) },
    constants: { ...NO_EPILOGUE, SIDE: side, QUADS },
  };
  if (parts === 1) return { calls: [shared] };
  const { b, z } = shared.bindings as Record<"b" | "z", View>;
  const buffer = buffered(`${call.label.replace("/", ".")}.parts`, [parts, m, n]);
  const x = { buffer: buffer.name };
  const sum: Call = {
    label: `${call.label}-sum`,
    kernel: "sum-parts",
    bindings: { x, b, z },
    params: { parts, rows: m, units: n },
    constants: NO_EPILOGUE,
  };
  return { calls: [{ ...shared, bindings: { ...shared.bindings, z: x } }, sum], buffer };
}

/** The call with a place for a bias, in which any buffer stands in so far. */
function product(call: Call): Call {
  const { x, w, z } = call.bindings as Record<"x" | "w" | "z", View>;
  return { ...call, bindings: { x, w, b: w, z }, constants: NO_EPILOGUE };
}

function stridesOf({ params }: Call, transposed: Transposed) {
  const { m = 0, k = 0, n = 0 } = params;
  return {
    ...(transposed.x ? { x_row: 1, x_depth: m } : { x_row: k, x_depth: 1 }),
    ...(transposed.w ? { w_depth: 1, w_column: k } : { w_depth: n, w_column: 1 }),
  };
}
