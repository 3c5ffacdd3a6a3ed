import type { BiasActivation } from "../../operations/activation.js";
import type { Conv2d, Conv2dInputGradient, Conv2dKernelGradient, Convolution } from "../../operations/convolution.js";
import { type Depth, type DepthToSpace, depthShapes, type UpSampling2d } from "../../operations/images.js";
import type { View } from "../../operations/operation.js";
import type { Operation } from "../../operations/union.js";
import { layerOf, Reworked } from "../draft.js";
import type { Draft } from "../plan.js";

type Strided = Conv2d | Conv2dInputGradient | Conv2dKernelGradient;

/**
 * Makes strided convolutions, and their gradients, ones of stride 1: over blocks of stride_y × stride_x pixels, each taken for one
 * pixel of as many times the channels. The kernel is cut into blocks likewise, filled up with zeros. Those that no fast kernel
 * would take even so stay as they are.
 */
export function cutStrides(draft: Draft): Draft {
  const reworked = new Reworked(draft);
  for (const operation of draft.operations) {
    if (isStrided(operation)) reworked.replace(operation, ...inBlocks(operation, reworked));
  }
  for (const end of reworked.named("bias-activation")) {
    const at = reworked.operations.indexOf(end);
    const [transposed, copy] = reworked.operations.slice(Math.max(at - 2, 0), at);
    const isCopied = copy?.operation === "depth-to-space" && copy.bindings.x.buffer === end.bindings.z.buffer;
    if (!isCopied || transposed?.operation !== "conv2d-input-gradient") continue;
    reworked.operations.splice(at - 2, 3, ...activatedInBlocks(transposed, copy, end, reworked));
  }
  return reworked.done();
}

const isStrided = (operation: Operation): operation is Strided =>
  operation.operation === "conv2d" ||
  operation.operation === "conv2d-input-gradient" ||
  operation.operation === "conv2d-kernel-gradient";

/** A convolution over blocks of pixels, between what copies what it reads into blocks and what it writes out of them. */
function inBlocks(operation: Strided, reworked: Reworked): Operation[] {
  const blocks = blocksOf(operation.params);
  if (!blocks) return [operation];
  const { image, kernel, convolution } = blocks;
  const layer = layerOf(operation);
  const bindings: Record<string, View> = { ...operation.bindings };
  const before: Operation[] = [];
  const after: Operation[] = [];
  for (const [name, params] of Object.entries({ x: image, dx: image, w: kernel, dw: kernel })) {
    const x = bindings[name];
    if (!x) continue;
    const what = `${layer}/${params === image ? "image" : "kernel"}`;
    // A layer's image and kernel are cut up once, by whichever of its operations comes first.
    const isThere = reworked.buffers.has(`${layer}.${name}-blocks`);
    const y = reworked.buffer(`${layer}.${name}-blocks`, depthShapes(params).y);
    bindings[name] = y;
    const copy = { bindings: { x, y }, params, constants: {} };
    if (name.startsWith("d")) after.push({ label: `${what}-from-blocks`, operation: "depth-to-space", ...copy });
    else if (!isThere) before.push({ label: `${what}-to-blocks`, operation: "space-to-depth", ...copy });
  }
  return [...before, { ...operation, bindings, params: convolution } as Operation, ...after];
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
  transposed: Conv2dInputGradient,
  copy: DepthToSpace,
  end: BiasActivation,
  reworked: Reworked,
): Operation[] {
  const { b, y } = end.bindings;
  const { rows, down, across, channels, stride_y, stride_x } = copy.params;
  const layer = layerOf(end);
  const blocks = reworked.buffer(`${layer}.y-blocks`, depthShapes(copy.params).y);
  const biases = b && reworked.buffer(`${layer}.b-blocks`, [stride_y, stride_x, channels]);
  const repeated: UpSampling2d[] = !biases
    ? []
    : [
        {
          label: `${layer}/bias-to-blocks`,
          operation: "up-sampling2d",
          bindings: { x: b, y: biases },
          params: { rows: 1, height: 1, width: 1, channels, size_y: stride_y, size_x: stride_x },
          constants: {},
        },
      ];
  const activated: BiasActivation = {
    ...end,
    bindings: { z: copy.bindings.y, ...(biases && { b: biases }), y: blocks },
    params: { rows: rows * down * across, units: stride_y * stride_x * channels },
  };
  return [...repeated, transposed, activated, { ...copy, bindings: { y: blocks, x: y } }];
}
