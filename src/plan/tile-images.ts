import { ACTIVATION_CODE } from "../kernels/activation.js";
import type { Convolution } from "../kernels/convolution.js";
import { IMAGES, isWide, placesAcross, ROWS } from "../kernels/cuts.js";
import type { Pooling } from "../kernels/pooling.js";
import { isPlain, isPointwise, reversed } from "./geometry.js";
import type { Call, Plan, View } from "./plan.js";
import type { AdapterFeatures } from "./products.js";
import { buffered, layerOf, meets, type Rewritten, withEpilogue } from "./rewrite.js";
import { shareImages } from "./share-images.js";
import { withoutStrides } from "./strides.js";

/**
 * Rewrites the calls of a naive plan that work on images: convolutions and their gradients, made to be of stride 1 by
 * {@link withoutStrides}, become register-tiled where the channels are multiples of four, or one on one side; pools and
 * up-samplings go four channels at a time; sums over very many rows are taken in parts. What follows elementwise becomes an
 * epilogue. Any other call stays as it is. On GPUs with many lanes {@link shareImages} takes the convolutions before.
 */
export function tileImages(naive: Plan, adapter: AdapterFeatures): Plan {
  const plain = withoutStrides(naive);
  const plan = adapter.shared ? shareImages(plain) : plain;
  const buffers = new Map(plan.buffers);
  const calls: Call[] = [];
  for (const [index, call] of plan.calls.entries()) {
    const before = calls.at(-1);
    if (
      before &&
      call.kernel === "bias-activation" &&
      CONVOLUTIONS.has(before.kernel) &&
      meets(before, "z", call, "z")
    ) {
      calls[calls.length - 1] = withEpilogue(before, call);
    } else if (before && isActivationBehind(before, call) && !isReadAfter(plan, index, call.bindings.dy)) {
      calls[calls.length - 1] = withActivationGradient(before, call);
    } else {
      const { calls: fast, buffer } = rewritten(call, adapter);
      calls.push(...fast);
      if (buffer) buffers.set(buffer.name, buffer);
    }
  }
  return { ...plan, calls, buffers };
}

function rewritten(call: Call, adapter: AdapterFeatures): Rewritten {
  return REWRITES[call.kernel]?.(call, adapter) ?? { calls: [call] };
}

const REWRITES: Readonly<Record<string, (call: Call, adapter: AdapterFeatures) => Rewritten | undefined>> = {
  conv2d: (call, adapter) => {
    const { x, w, z } = call.bindings as Record<"x" | "w" | "z", View>;
    const { in_channels: k, out_channels: n } = call.params as Convolution;
    if (isPointwise(call)) return { calls: [product(call, "matmul", { x, w, z }, { k, n })] };
    const fast = convolution(call.label, { x, w, z }, call.params as Convolution, adapter);
    return fast && { calls: [fast] };
  },
  "conv2d-input-gradient": inputGradient,
  "conv2d-kernel-gradient": kernelGradient,
  "bias-gradient": tallBiasGradient,
  "max-pool2d": (call) => {
    const { pool_y, pool_x } = call.params as Pooling;
    return inFours(call, "max-pool2d-quads", { TWO_BY_TWO: isTwoByTwo(pool_y, pool_x) });
  },
  "max-pool2d-gradient": (call) => {
    const { stride_y, stride_x, pool_y, pool_x } = call.params as Pooling;
    if (stride_y !== pool_y || stride_x !== pool_x) return undefined;
    return inFours(call, "max-pool2d-gradient-quads", { ACTIVATION: ACTIVATION_CODE.linear });
  },
  "space-to-depth": (call) => inFours(call, "space-to-depth-quads", {}),
  "depth-to-space": (call) => inFours(call, "depth-to-space-quads", {}),
  "up-sampling2d": (call) => {
    const { size_y, size_x } = call.params;
    return inFours(call, "up-sampling2d-quads", { TWO_BY_TWO: isTwoByTwo(size_y, size_x) });
  },
  "up-sampling2d-gradient": (call) => {
    const { dy, dx } = call.bindings as Record<"dy" | "dx", View>;
    const { size_y, size_x } = call.params;
    const constants = { TWO_BY_TWO: isTwoByTwo(size_y, size_x), ACTIVATION: ACTIVATION_CODE.linear };
    // Without an activation x is not read: any buffer stands in.
    return inFours({ ...call, bindings: { x: dy, dy, dx } }, "up-sampling2d-gradient-quads", constants);
  },
};

function inFours(call: Call, kernel: string, constants: Call["constants"]): Rewritten | undefined {
  return isFours(call.params.channels) ? { calls: [{ ...call, kernel, constants }] } : undefined;
}

const isTwoByTwo = (height?: number, width?: number) => Number(height === 2 && width === 2);

const isFours = (count = 0) => count % 4 === 0;

const CONVOLUTIONS = new Set(["conv2d-quads", "conv2d-subgroups", "conv2d-from-one", "conv2d-to-one"]);

/** The fast kernel of z = x ∗ w, if there is one for its sizes. */
function convolution(
  label: string,
  { x, w, z }: Record<"x" | "w" | "z", View>,
  params: Convolution,
  { subgroups }: AdapterFeatures,
): Call | undefined {
  const { in_channels, out_channels, kernel_width, out_width } = params;
  if (!isPlain(params)) return undefined;
  const constants = { WIDE: Number(isWide(out_width)), HAS_BIAS: 0, ACTIVATION: ACTIVATION_CODE.linear };
  const call = { label, bindings: { x, w, b: w, z }, params, constants };
  if (isFours(in_channels) && isFours(out_channels)) {
    const kernel = subgroups ? "conv2d-subgroups" : "conv2d-quads";
    return { ...call, kernel, constants: { ...constants, ...placesAcross(kernel_width) } };
  }
  if (in_channels === 1 && isFours(out_channels)) return { ...call, kernel: "conv2d-from-one" };
  if (isFours(in_channels) && out_channels === 1) return { ...call, kernel: "conv2d-to-one" };
  return undefined;
}

function product(call: Call, kernel: string, bindings: Call["bindings"], sizes: { k: number; n: number }): Call {
  const { rows, in_height, in_width } = call.params as Convolution;
  return { ...call, kernel, bindings, params: { m: rows * in_height * in_width, ...sizes } };
}

function inputGradient(call: Call, adapter: AdapterFeatures): Rewritten | undefined {
  const { dz, w, dx } = call.bindings as Record<"dz" | "w" | "dx", View>;
  const params = call.params as Convolution;
  const { kernel_height, kernel_width, in_channels, out_channels } = params;
  if (isPointwise(call)) {
    return { calls: [product(call, "matmul-transpose-b", { x: dz, w, z: dx }, { k: out_channels, n: in_channels })] };
  }
  const layer = layerOf(call);
  const buffer = buffered(`${layer}.flipped`, [kernel_height, kernel_width, out_channels, in_channels]);
  const v = { buffer: buffer.name };
  const fast = isPlain(params) && convolution(call.label, { x: dz, w: v, z: dx }, reversed(params), adapter);
  if (!fast) return undefined;
  const flip: Call = {
    label: `${layer}/flip`,
    kernel: "conv2d-flip",
    bindings: { w, v },
    params: { places: kernel_height * kernel_width, in_channels, out_channels },
    constants: {},
  };
  return { calls: [flip, fast], buffer };
}

function kernelGradient(call: Call): Rewritten | undefined {
  const { x, dz, dw } = call.bindings as Record<"x" | "dz" | "dw", View>;
  const params = call.params as Convolution;
  const { rows, kernel_height, kernel_width, in_channels, out_channels } = params;
  if (!isPlain(params)) return undefined;
  const parts = Math.ceil(rows / IMAGES);
  const size = kernel_height * kernel_width * in_channels * out_channels;
  const byParts = (kernel: string, given: Pick<Call, "bindings" | "params" | "constants">) =>
    inParts({ ...call, kernel, ...given }, "dw", dw, parts, size);
  if (isFours(in_channels) && isFours(out_channels)) {
    return byParts("conv2d-kernel-gradient-quads", {
      bindings: { x, dz },
      params,
      constants: { PLACES: placesAcross(params.kernel_width).PLACES },
    });
  }
  if (in_channels === 1 && isFours(out_channels)) {
    return byParts("conv2d-kernel-gradient-from-one", { bindings: { x, dz }, params, constants: { FLIPPED: 0 } });
  }
  if (isFours(in_channels) && out_channels === 1) {
    const swapped = { bindings: { x: dz, dz: x }, params: reversed(params), constants: { FLIPPED: 1 } };
    return byParts("conv2d-kernel-gradient-from-one", swapped);
  }
  return undefined;
}

/** A bias gradient over so many rows that one invocation a unit would leave the GPU idle. */
function tallBiasGradient(call: Call): Rewritten | undefined {
  const { rows = 0, units = 0 } = call.params;
  if (rows < 4 * ROWS) return undefined;
  const { dz, db } = call.bindings as Record<"dz" | "db", View>;
  return inParts({ ...call, kernel: "bias-gradient-tall", bindings: { dz } }, "db", db, Math.ceil(rows / ROWS), units);
}

/** A call that writes parts `[parts, size]` through the binding `output`, and the sum of the parts, which goes to `sum`. */
function inParts(call: Call, output: string, sum: View, parts: number, size: number): Rewritten {
  if (parts === 1) return { calls: [{ ...call, bindings: { ...call.bindings, [output]: sum } }] };
  const buffer = buffered(`${call.label.replace("/", ".")}.parts`, [parts, size]);
  const view = { buffer: buffer.name };
  const sumCall: Call = {
    label: `${call.label}-sum`,
    kernel: "bias-gradient",
    bindings: { dz: view, db: sum },
    params: { rows: parts, units: size },
    constants: {},
  };
  return { calls: [{ ...call, bindings: { ...call.bindings, [output]: view } }, sumCall], buffer };
}

/** Whether `call` takes what `before`, which can do both, computed, through the activation that made its x. */
function isActivationBehind(before: Call, call: Call): boolean {
  if (call.kernel !== "activation-gradient" || !meets(before, "dx", call, "dy")) return false;
  if (before.kernel === "max-pool2d-gradient-quads") return meets(before, "x", call, "y");
  return before.kernel === "up-sampling2d-gradient-quads";
}

function withActivationGradient(gradient: Call, activation: Call): Call {
  const { y, dz } = activation.bindings as Record<"y" | "dz", View>;
  const bindings = { ...gradient.bindings, x: y, dx: dz };
  return { ...gradient, bindings, constants: { ...gradient.constants, ...activation.constants } };
}

function isReadAfter(plan: Plan, index: number, view: View | undefined): boolean {
  const later = plan.calls.slice(index + 1).flatMap(({ bindings }) => Object.values(bindings));
  return later.some(({ buffer }) => buffer === view?.buffer);
}
