import type { Convolution } from "../kernels/convolution.js";
import type { Depth } from "../kernels/depth.js";
import type { BufferSpec, Call, Plan, View } from "./plan.js";
import { buffered, layerOf } from "./rewrite.js";

/**
 * Rewrites the strided convolutions of a naive plan, and their gradients, as convolutions of stride 1: over blocks of
 * stride_y × stride_x pixels, each taken for one pixel of as many times the channels. The kernel is cut into blocks likewise,
 * filled up with zeros. Calls that no fast kernel would take even so stay as they are.
 */
export function withoutStrides(plan: Plan): Plan {
  const buffers = new Map(plan.buffers);
  const calls: Call[] = [];
  for (const call of plan.calls) {
    if (call.kernel === "bias-activation" && isCopyOf(call.bindings.z, calls.at(-1))) {
      calls.push(...activatedInBlocks(calls.splice(-2) as [Call, Call], call, buffers));
    } else {
      calls.push(...inBlocks(call, buffers));
    }
  }
  return { ...plan, calls, buffers };
}

/** A call over blocks of pixels, between those that copy what it reads into blocks and what it writes out of them. */
function inBlocks(call: Call, buffers: Map<string, BufferSpec>): Call[] {
  const geometry = call.kernel.startsWith("conv2d") && blocksOf(call.params as Convolution);
  if (!geometry) return [call];
  const { image, kernel, convolution } = geometry;
  const layer = layerOf(call);
  const bindings: Record<string, View> = { ...call.bindings };
  const before: Call[] = [];
  const after: Call[] = [];
  for (const [name, params] of Object.entries({ x: image, dx: image, w: kernel, dw: kernel })) {
    const x = call.bindings[name];
    if (!x) continue;
    const what = `${layer}/${params === image ? "image" : "kernel"}`;
    // A layer's image and kernel are cut up once, by whichever of its calls comes first.
    const isThere = buffers.has(`${layer}.${name}-blocks`);
    const y = added(buffers, `${layer}.${name}-blocks`, shapeOf(params));
    bindings[name] = y;
    const copy = { bindings: { x, y }, params, constants: {} };
    if (name.startsWith("d")) after.push({ label: `${what}-from-blocks`, kernel: "depth-to-space", ...copy });
    else if (!isThere) before.push({ label: `${what}-to-blocks`, kernel: "space-to-depth", ...copy });
  }
  return [...before, { ...call, bindings, params: convolution }, ...after];
}

/** How a strided convolution's image and kernel are cut into blocks, and the convolution of those. */
function blocksOf(params: Convolution): { image: Depth; kernel: Depth; convolution: Convolution } | undefined {
  const { rows, in_height, in_width, in_channels, out_height, out_width, out_channels } = params;
  const { kernel_height, kernel_width, stride_y, stride_x, pad_top, pad_left } = params;
  const channels = stride_y * stride_x * in_channels;
  const isFast = channels % 4 === 0 && (out_channels % 4 === 0 || out_channels === 1);
  if (stride_y * stride_x === 1 || !isFast) return undefined;
  const strides = { stride_y, stride_x };
  const places = { down: Math.ceil(kernel_height / stride_y), across: Math.ceil(kernel_width / stride_x) };
  const matrices = { rows: 1, height: kernel_height, width: kernel_width, channels: in_channels * out_channels };
  const kernel = { ...matrices, ...places, ...strides, pad_top: 0, pad_left: 0 };
  const pixels = { down: out_height + places.down - 1, across: out_width + places.across - 1 };
  const images = { rows, height: in_height, width: in_width, channels: in_channels };
  const image = { ...images, ...pixels, ...strides, pad_top, pad_left };
  const sizes = { in_height: pixels.down, in_width: pixels.across, in_channels: channels };
  const window = { kernel_height: places.down, kernel_width: places.across, stride_y: 1, stride_x: 1 };
  const convolution = { ...params, ...sizes, ...window, pad_top: 0, pad_left: 0 };
  return { image, kernel, convolution };
}

/**
 * The bias and activation behind a transposed convolution, taken to its blocks, before they are copied out: there they can
 * become the convolution's epilogue. Each pixel of a block needs a bias then.
 */
function activatedInBlocks(
  [convolution, copy]: readonly [convolution: Call, copy: Call],
  call: Call,
  buffers: Map<string, BufferSpec>,
): Call[] {
  const { z, b, y } = call.bindings as Record<"z" | "b" | "y", View>;
  const params = copy.params as Depth;
  const { rows, down, across, channels, stride_y, stride_x } = params;
  const layer = layerOf(call);
  const biases = added(buffers, `${layer}.b-blocks`, [stride_y, stride_x, channels]);
  const blocks = added(buffers, `${layer}.y-blocks`, shapeOf(params));
  const repeated: Call = {
    label: `${layer}/bias-to-blocks`,
    kernel: "up-sampling2d",
    bindings: { x: b, y: biases },
    params: { rows: 1, height: 1, width: 1, channels, size_y: stride_y, size_x: stride_x },
    constants: {},
  };
  const activated: Call = {
    ...call,
    bindings: { z: copy.bindings.y ?? z, b: biases, y: blocks },
    params: { rows: rows * down * across, units: stride_y * stride_x * channels },
  };
  return [repeated, convolution, activated, { ...copy, bindings: { y: blocks, x: y } }];
}

/** Whether a call copies out of blocks what is in `view`. */
function isCopyOf(view: View | undefined, call: Call | undefined): boolean {
  return call?.kernel === "depth-to-space" && call.bindings.x?.buffer === view?.buffer;
}

const shapeOf = ({ rows, down, across, stride_y, stride_x, channels }: Depth) => [
  rows,
  down,
  across,
  stride_y * stride_x * channels,
];

function added(buffers: Map<string, BufferSpec>, name: string, shape: readonly number[]): View {
  buffers.set(name, buffered(name, shape));
  return { buffer: name };
}
