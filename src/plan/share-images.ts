import { ACTIVATION_CODE } from "../kernels/activation.js";
import { type Convolution, sizesOf } from "../kernels/convolution.js";
import { tilesOf } from "../kernels/tiles.js";
import { forwardCut, gradientCut } from "./cut-images.js";
import { foldImages } from "./fold-images.js";
import { isPlain, isPointwise, NOT_REPEATED, notScattered, reversed } from "./geometry.js";
import { ARENAS, type BufferSpec, type Call, type Plan, type View } from "./plan.js";
import { layerOf, meets, withEpilogue } from "./rewrite.js";
import { Sums } from "./sums.js";

/**
 * Rewrites the convolutions of a plan without strides, and their gradients, for GPUs with many lanes. The gradient of a
 * kernel takes that of its bias along, in parts that one call for all layers adds up before the optimizer needs them; bias
 * and activation become an epilogue. {@link foldImages} takes in the pools and up-samplings. Any other call stays as it is.
 */
export function shareImages(plan: Plan): Plan {
  const buffers = new Map(plan.buffers);
  const sums = new Sums(plan.rows);
  const calls: Call[] = [];
  const gradients = new Map(plan.calls.flatMap((call) => gradientOf(call, plan)));
  const taken = new Set([...gradients.values()].map(({ bias }) => bias));
  for (const call of plan.calls) {
    const gradient = gradients.get(call);
    const before = calls.at(-1);
    if (taken.has(call)) continue;
    if (layerOf(call) === "optimizer") calls.push(...sums.into(ARENAS.gradients, "batch/gradient-sums", buffers));
    if (before?.kernel === "conv2d-shared" && call.kernel === "bias-activation" && meets(before, "z", call, "z")) {
      calls[calls.length - 1] = withEpilogue(before, call);
    } else if (gradient) calls.push(...inParts(call, gradient, sums, buffers));
    else calls.push(convolution(call) ?? call);
  }
  return foldImages({ ...plan, calls, buffers });
}

/** A convolution forward, or back as a convolution by the kernel turned round. */
function convolution(call: Call): Call | undefined {
  const params = call.params as Convolution;
  const isBack = call.kernel === "conv2d-input-gradient";
  if (!(isBack || call.kernel === "conv2d") || isPointwise(call) || !isPlain(params)) return undefined;
  const { x, dz, w, z, dx } = call.bindings as Record<"x" | "dz" | "w" | "z" | "dx", View>;
  const sizes = isBack ? reversed(params) : params;
  const cut = forwardCut(sizes);
  return (
    cut && {
      ...call,
      kernel: "conv2d-shared",
      bindings: isBack ? { x: dz, w, b: w, z: dx } : { x, w, b: w, z },
      params: sizes,
      constants: { ...cut, ...NOT_REPEATED, FLIPPED: Number(isBack), HAS_BIAS: 0, ACTIVATION: ACTIVATION_CODE.linear },
    }
  );
}

/** How the gradient of a kernel is cut up, and the call whose bias gradient it takes along. */
interface Gradient {
  readonly cut: NonNullable<ReturnType<typeof gradientCut>>;
  readonly bias: Call | undefined;
}

function gradientOf(call: Call, { calls }: Plan): [Call, Gradient][] {
  const params = call.params as Convolution;
  if (call.kernel !== "conv2d-kernel-gradient" || isPointwise(call) || !isPlain(params)) return [];
  const bias = calls.find((other) => {
    return other.kernel === "bias-gradient" && other.bindings.dz?.buffer === call.bindings.dz?.buffer;
  });
  const cut = gradientCut(params, bias !== undefined);
  return cut ? [[call, { cut, bias }]] : [];
}

/** The gradient of a kernel in parts, and their sum where it is wanted before the optimizer. */
function inParts(call: Call, { cut, bias }: Gradient, sums: Sums, buffers: Map<string, BufferSpec>): Call[] {
  const params = call.params as Convolution;
  const { x, dz, dw } = call.bindings as Record<"x" | "dz" | "dw", View>;
  const { w } = sizesOf(params);
  const db = bias?.bindings.db;
  const parts = Math.ceil(tilesOf(params, cut) / (cut.TILES ?? 1));
  const view = sums.add(w + (db ? params.out_channels : 0), parts, [
    { at: 0, length: w, to: dw },
    ...(db ? [{ at: w, length: params.out_channels, to: db }] : []),
  ]);
  return [
    {
      ...call,
      kernel: "conv2d-kernel-gradient-shared",
      bindings: { x, dz, places: dz, dw: view },
      constants: { ...cut, ...NOT_REPEATED, ...notScattered(params.out_height, params.out_width) },
    },
    ...(dw.buffer === ARENAS.gradients ? [] : sums.into(dw.buffer, `${call.label}-sum`, buffers)),
  ];
}
