import { ACTIVATION_CODE } from "../kernels/activation.js";
import type { BufferSpec, Call, Plan, View } from "./plan.js";
import { tileImages } from "./tile-images.js";

/** What decides between kernels that compute the same. */
export interface AdapterFeatures {
  readonly subgroups: boolean;
}

/**
 * Rewrites a naive plan with register-tiled products: a product and the bias and activation that follow it become one
 * call, whether a factor is transposed or not; a loss and its gradient become one pass; and images go through
 * {@link tileImages}.
 */
export function tile(plan: Plan, adapter: AdapterFeatures): Plan {
  const images = tileImages(plan, adapter);
  const calls: Call[] = [];
  for (const call of images.calls) {
    const before = calls.at(-1);
    if (
      call.kernel === "bias-activation" &&
      before &&
      isProduct(before) &&
      isSame(before.bindings.z, call.bindings.z)
    ) {
      calls[calls.length - 1] = withEpilogue(before, call);
    } else if (call.kernel === "bce-gradient" || call.kernel === "mse-gradient") {
      const loss = calls.findIndex(({ kernel }) => kernel === "bce-loss" || kernel === "mse-loss");
      calls[loss] = withGradient(calls[loss] as Call, call);
    } else {
      calls.push(tiled(call, adapter));
    }
  }
  return { ...plan, level: "tiled", calls, buffers: usedBuffers(images, calls) };
}

/** Which factor of each naive product is stored transposed. */
const TRANSPOSED: Readonly<Record<string, { x: boolean; w: boolean }>> = {
  matmul: { x: false, w: false },
  "matmul-transpose-a": { x: true, w: false },
  "matmul-transpose-b": { x: false, w: true },
};

/** Kernels that have a faster form for values in fours, by the name of what counts the values. */
const IN_FOURS: Readonly<Record<string, string>> = {
  gather: "size",
  "activation-gradient": "count",
  "loss-and-gradient": "size",
  "bias-gradient": "units",
};

const inFours = (call: Call): Call => {
  const length = call.params[IN_FOURS[call.kernel] ?? ""];
  return length !== undefined && length % 4 === 0 ? { ...call, kernel: `${call.kernel}-quads` } : call;
};

/**
 * A product in fours (`matmul-quads`, or `matmul-subgroups`) where all sizes are multiples of four, else `matmul-tiled`, told
 * the strides of z = x [m, k] · w [k, n].
 */
function tiled(call: Call, { subgroups }: AdapterFeatures): Call {
  const transposed = TRANSPOSED[call.kernel];
  if (!transposed) return inFours(call);
  const { x, w, z } = call.bindings as Record<"x" | "w" | "z", View>;
  const { m = 0, k = 0, n = 0 } = call.params;
  const product = {
    label: call.label,
    bindings: { x, w, b: w, z },
    constants: { HAS_BIAS: 0, ACTIVATION: ACTIVATION_CODE.linear },
  };
  if ([m, k, n].every((size) => size % 4 === 0)) {
    const transposes = { TRANSPOSE_X: Number(transposed.x), TRANSPOSE_W: Number(transposed.w) };
    return {
      ...product,
      kernel: subgroups ? "matmul-subgroups" : "matmul-quads",
      params: call.params,
      constants: { ...product.constants, ...transposes },
    };
  }
  const strides = {
    ...(transposed.x ? { x_row: 1, x_depth: m } : { x_row: k, x_depth: 1 }),
    ...(transposed.w ? { w_depth: 1, w_column: k } : { w_depth: n, w_column: 1 }),
  };
  return { ...product, kernel: "matmul-tiled", params: { ...call.params, ...strides } };
}

function withEpilogue(product: Call, end: Call): Call {
  const { b, y } = end.bindings as Record<"b" | "y", View>;
  const layer = product.label.slice(0, product.label.indexOf("/"));
  return {
    ...product,
    label: `${layer}/forward`,
    bindings: { ...product.bindings, b, z: y },
    constants: { ...product.constants, ...end.constants },
  };
}

function withGradient(loss: Call, gradient: Call): Call {
  const { dy } = gradient.bindings as Record<"dy", View>;
  return inFours({
    label: "loss/loss-and-gradient",
    kernel: "loss-and-gradient",
    bindings: { ...loss.bindings, dy },
    params: loss.params,
    constants: { MEAN_SQUARED: Number(loss.kernel === "mse-loss"), FROM_LOGITS: loss.constants.FROM_LOGITS ?? 0 },
  });
}

const PRODUCTS = ["matmul-tiled", "matmul-quads", "matmul-subgroups"];
const isProduct = ({ kernel }: Call) => PRODUCTS.includes(kernel);

const isSame = (one: View | undefined, other: View | undefined) =>
  one?.buffer === other?.buffer && one?.offset === other?.offset;

function usedBuffers(plan: Plan, calls: readonly Call[]): ReadonlyMap<string, BufferSpec> {
  const used = new Set(calls.flatMap((call) => Object.values(call.bindings).map((view) => view.buffer)));
  return new Map([...plan.buffers].filter(([name]) => used.has(name)));
}
