import { ACTIVATION_CODE } from "../kernels/activation.js";
import type { Numbers } from "../kernels/kernel.js";
import type { BufferSpec, Call, Plan, View } from "./plan.js";

/**
 * Rewrites a naive plan with register-tiled products: a product and the bias and activation that follow it become one
 * call, the transposed products become the same kernel with other strides; and a loss and its gradient become one pass.
 */
export function tile(plan: Plan): Plan {
  const calls: Call[] = [];
  for (const call of plan.calls) {
    const before = calls.at(-1);
    if (
      call.kernel === "bias-activation" &&
      before?.kernel === "matmul-tiled" &&
      isSame(before.bindings.z, call.bindings.z)
    ) {
      calls[calls.length - 1] = withEpilogue(before, call);
    } else if (call.kernel === "bce-gradient" || call.kernel === "mse-gradient") {
      const loss = calls.findIndex(({ kernel }) => kernel === "bce-loss" || kernel === "mse-loss");
      calls[loss] = withGradient(calls[loss] as Call, call);
    } else {
      calls.push(tiled(call));
    }
  }
  return { ...plan, level: "tiled", calls, buffers: usedBuffers(plan, calls) };
}

/** The strides of each factor, given the logical sizes of z [m, n] = x [m, k] · w [k, n]. */
const STRIDES: Readonly<Record<string, (sizes: Numbers) => Numbers>> = {
  matmul: ({ k = 0, n = 0 }) => ({ x_row: k, x_depth: 1, w_depth: n, w_column: 1 }),
  "matmul-transpose-a": ({ m = 0, n = 0 }) => ({ x_row: 1, x_depth: m, w_depth: n, w_column: 1 }),
  "matmul-transpose-b": ({ k = 0 }) => ({ x_row: k, x_depth: 1, w_depth: 1, w_column: k }),
};

function tiled(call: Call): Call {
  const strides = STRIDES[call.kernel];
  if (!strides) return call;
  const { x, w, z } = call.bindings as Record<"x" | "w" | "z", View>;
  return {
    label: call.label,
    kernel: "matmul-tiled",
    bindings: { x, w, b: w, z },
    params: { ...call.params, ...strides(call.params) },
    constants: { HAS_BIAS: 0, ACTIVATION: ACTIVATION_CODE.linear },
  };
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
  return {
    label: "loss/loss-and-gradient",
    kernel: "loss-and-gradient",
    bindings: { ...loss.bindings, dy },
    params: loss.params,
    constants: { MEAN_SQUARED: Number(loss.kernel === "mse-loss"), FROM_LOGITS: loss.constants.FROM_LOGITS ?? 0 },
  };
}

const isSame = (one: View | undefined, other: View | undefined) =>
  one?.buffer === other?.buffer && one?.offset === other?.offset;

function usedBuffers(plan: Plan, calls: readonly Call[]): ReadonlyMap<string, BufferSpec> {
  const used = new Set(calls.flatMap((call) => Object.values(call.bindings).map((view) => view.buffer)));
  return new Map([...plan.buffers].filter(([name]) => used.has(name)));
}
