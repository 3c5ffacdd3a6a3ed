import type { BufferSpec, Call, Plan, View } from "./plan.js";
import { type AdapterFeatures, isProduct, tiledProduct } from "./products.js";
import { withEpilogue } from "./rewrite.js";
import type { tileImages } from "./tile-images.js";

/**
 * Rewrites a naive plan with register-tiled products: a product and the bias and activation that follow it become one
 * call, whether a factor is transposed or not; a loss and its gradient become one pass; and images go through
 * {@link tileImages}.
 * @param ofImages that; not needed for plans that it leaves as they are
 */
export function tile(plan: Plan, adapter: AdapterFeatures, ofImages?: typeof tileImages): Plan {
  const images = ofImages?.(plan, adapter) ?? plan;
  const buffers = new Map(images.buffers);
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
    } else if (isLossGradient(call) && calls.some(isLoss)) {
      const loss = calls.findIndex(isLoss);
      calls[loss] = withGradient(calls[loss] as Call, call);
    } else {
      const { calls: fast, buffer } = tiledProduct(call, adapter) ?? { calls: [inFours(call)] };
      calls.push(...fast);
      if (buffer) buffers.set(buffer.name, buffer);
    }
  }
  return { ...plan, level: "tiled", calls, buffers: usedBuffers(buffers, calls) };
}

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

const isLoss = ({ kernel }: Call) => kernel === "bce-loss" || kernel === "mse-loss";
const isLossGradient = ({ kernel }: Call) => kernel === "bce-gradient" || kernel === "mse-gradient";

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

const isSame = (one: View | undefined, other: View | undefined) =>
  one?.buffer === other?.buffer && one?.offset === other?.offset;

function usedBuffers(all: Plan["buffers"], calls: readonly Call[]): ReadonlyMap<string, BufferSpec> {
  const used = new Set(calls.flatMap((call) => Object.values(call.bindings).map((view) => view.buffer)));
  return new Map([...all].filter(([name]) => used.has(name)));
}
