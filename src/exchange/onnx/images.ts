import { PADDINGS, type Padding } from "../../layers/images.js";
import type { Tensor } from "../../model/tensor.js";
import { kernelChannelsLast } from "../axes.js";
import { integersIn, isPair, type NodeContext, numberIn, padsIn, pairIn, type Size, textIn } from "./node.js";
import { allPads } from "./pad.js";
import { type SameAxis, sameTransposedWindow, sameWindow } from "./windows.js";

/** Reads a convolution. */
export function readConv(context: NodeContext): void {
  const { node, chain, fail } = context;
  const [height, width, channels] = chain.asImage();
  const read = weightsOf(context, channels, 0);
  const slide = slideOf(context, [height, width], read.size);
  const [down, across, padding] = windows(slide, true, fail);
  const kernel = widened(kernelChannelsLast(read.kernel), down, across);
  const filters = read.kernel.shape[0] ?? 0;
  const [strideDown, strideAcross] = slide.strides;
  const layer = {
    type: "conv2d",
    filters,
    kernelSize: [down.size, across.size],
    strides: slide.strides,
    padding,
    activation: "linear",
    useBias: read.bias !== undefined,
  } as const;
  const outputShape = [outputOf(height, down, strideDown), outputOf(width, across, strideAcross), filters];
  chain.image(layer, outputShape, { kernel, ...(read.bias && { bias: read.bias }), from: node.inputs[1] ?? "" });
}

const outputOf = (length: number, { padding, size }: SameAxis, stride: number) =>
  padding === "same" ? Math.ceil(length / stride) : Math.floor((length - size) / stride) + 1;

/** Reads a transposed convolution. */
export function readConvTranspose(context: NodeContext): void {
  const { node, chain, fail } = context;
  const [height, width, channels] = chain.asImage();
  const read = weightsOf(context, channels, 1);
  const strides = pairIn(context, "strides", [1, 1]);
  const extra = pairIn(context, "output_padding", [0, 0]);
  const gives = integersIn(context, "output_shape");
  checkPlain(context);
  const auto = textIn(context, "auto_pad", "NOTSET");
  if (gives || !["NOTSET", "VALID"].includes(auto))
    throw fail("has pads that follow from its output. Export explicit ones");
  const { cut = [0, 0, 0, 0] } = context;
  const own = auto === "VALID" ? [0, 0, 0, 0] : padsIn(context);
  const [top = 0, left = 0, bottom = 0, right = 0] = cut.map((length, side) => length + (own[side] ?? 0));
  const axis = (length: number, at: 0 | 1, before: number, after: number) => {
    const [size, stride] = [read.size[at], strides[at]];
    return { length, size, stride, before, gives: (length - 1) * stride + size - before - after + extra[at] };
  };
  const [rows, columns] = [axis(height, 0, top, bottom), axis(width, 1, left, right)];
  const fits = (padding: Padding) => {
    const [down, across] = [sameTransposedWindow(rows, padding), sameTransposedWindow(columns, padding)];
    return down && across && ([down, across, padding] as const);
  };
  const found = fits("valid") ?? fits("same");
  if (!found) {
    throw fail(
      `makes ${rows.gives} × ${columns.gives} pixels of ${height} × ${width}: here it is stride times as many, or all ` +
        "that are reached. Give it an output_padding of stride − kernel size + 2 · padding",
    );
  }
  const [down, across, padding] = found;
  const filters = read.kernel.shape[1] ?? 0;
  const layer = {
    type: "conv2dTranspose",
    filters,
    kernelSize: [down.size, across.size],
    strides,
    padding,
    activation: "linear",
    useBias: read.bias !== undefined,
  } as const;
  // Ours is [height, width, out, in], theirs [in, out, height, width].
  const kernel = widened(kernelChannelsLast(read.kernel), down, across);
  const outputShape = [rows.gives, columns.gives, filters];
  chain.image(layer, outputShape, { kernel, ...(read.bias && { bias: read.bias }), from: node.inputs[1] ?? "" });
}

/** Reads a max-pooling. */
export function readMaxPool(context: NodeContext): void {
  const { node, chain, fail } = context;
  const [height, width, channels] = chain.asImage();
  const size = integersIn(context, "kernel_shape");
  if (!isPair(size)) throw fail("has no window of two axes");
  if (node.outputs.length > 1) throw fail("gives places, too");
  const slide = slideOf(context, [height, width], size);
  const [down, across, padding] = windows(slide, false, fail);
  const [strideDown, strideAcross] = slide.strides;
  chain.image({ type: "maxPool2d", poolSize: size, strides: slide.strides, padding }, [
    outputOf(height, down, strideDown),
    outputOf(width, across, strideAcross),
    channels,
  ]);
}

/** Reads an up-sampling: whole pixels, repeated. */
export function readResize(context: NodeContext): void {
  const { node, chain, constants, opset, fail } = context;
  const [height, width, channels] = chain.asImage();
  const isNearest = textIn(context, "mode", "nearest") === "nearest";
  const transform = textIn(context, "coordinate_transformation_mode", opset < 11 ? "asymmetric" : "half_pixel");
  const rounding = textIn(context, "nearest_mode", opset < 11 ? "floor" : "round_prefer_floor");
  // Of whole factors, the middle of a pixel lies nearest to that of the one it repeats.
  const repeats =
    transform === "asymmetric" ? rounding === "floor" : /half_pixel$/.test(transform) && /^round/.test(rounding);
  if (!isNearest || !repeats)
    throw fail(`interpolates (${transform}, ${rounding}); here pixels are repeated. Use "nearest"`);
  const at = node.op === "Upsample" || opset < 11 ? 1 : 2;
  const sizes = node.inputs[3] ? constants.list(node.inputs[3]) : undefined;
  const scales = sizes
    ? sizes.map((length, axis) => Number(length) / ([1, channels, height, width][axis] ?? 1)).slice(2)
    : [...context.weight(at).data.slice(2)];
  const [down = 0, across = 0] = scales;
  if (scales.length !== 2 || !Number.isInteger(down) || !Number.isInteger(across) || down < 1 || across < 1) {
    throw fail(`scales images by ${scales.join(" and ")}; here they are repeated whole times`);
  }
  chain.image({ type: "upSampling2d", size: [down, across] }, [height * down, width * across, channels]);
}

/** A kernel of images and its bias. @param outAt the kernel's axis of the channels that come out */
function weightsOf({ node, fail, weight }: NodeContext, channels: number, outAt: 0 | 1) {
  const kernel = weight(1);
  const [, , height = 0, width = 0] = kernel.shape;
  const filters = kernel.shape[outAt] ?? 0;
  if (kernel.shape.length !== 4 || kernel.shape[1 - outAt] !== channels || !(height > 0 && width > 0 && filters > 0)) {
    throw fail(`has a kernel of shape [${kernel.shape.join(", ")}] for images of ${channels} channels`);
  }
  const bias = node.inputs[2] ? weight(2) : undefined;
  if (bias && (bias.shape.length !== 1 || bias.data.length !== filters)) {
    throw fail(`has a bias of shape [${bias.shape.join(", ")}] for ${filters} filters`);
  }
  return { kernel, bias, size: [height, width] as Size };
}

/** How a window slides over an image of [height, width]. */
function slideOf(context: NodeContext, image: Size, size: Size) {
  const strides = pairIn(context, "strides", [1, 1]);
  const auto = textIn(context, "auto_pad", "NOTSET");
  const ceil = numberIn(context.node, "ceil_mode", 0) === 1;
  checkPlain(context);
  if (auto === "SAME_UPPER" && context.padded) throw context.fail("pads images that a Pad has padded already");
  if (auto === "SAME_LOWER") throw context.fail("has its odd padding before; here it is behind: SAME_UPPER");
  const along = (axis: 0 | 1, before: number, after: number) => {
    const [length, stride] = [image[axis], strides[axis]];
    if (auto !== "SAME_UPPER") return { length, size: size[axis], stride, before, after, ceil };
    const missing = Math.max(0, (Math.ceil(length / stride) - 1) * stride + size[axis] - length);
    const half = Math.floor(missing / 2);
    return { length, size: size[axis], stride, before: half, after: missing - half, ceil: false };
  };
  const [top, left, bottom, right] = auto === "NOTSET" || context.padded ? allPads(context) : [0, 0, 0, 0];
  return { axes: [along(0, top, bottom), along(1, left, right)] as const, strides };
}

/** The windows of ours that meet the same pixels, by one padding for both axes. */
function windows({ axes }: ReturnType<typeof slideOf>, widen: boolean, fail: NodeContext["fail"]) {
  for (const padding of PADDINGS) {
    const [down, across] = [sameWindow(axes[0], padding, widen), sameWindow(axes[1], padding, widen)];
    if (down && across) return [down, across, padding] as const;
  }
  const [down, across] = axes;
  throw fail(
    `pads images of ${down.length} × ${across.length} by [${down.before}, ${across.before}, ${down.after}, ${across.after}], ` +
      'which is neither "valid" nor "same" of TensorFlow. Change its padding',
  );
}

/** A kernel with zeros around it. */
function widened(kernel: Tensor, down: SameAxis, across: SameAxis): Tensor {
  const [height = 0, width = 0, ...channels] = kernel.shape;
  if (down.size === height && across.size === width) return kernel;
  const size = channels.reduce((product, length) => product * length, 1);
  const data = new Float32Array(down.size * across.size * size);
  for (let row = 0; row < height; row++) {
    const to = ((row + down.zeros) * across.size + across.zeros) * size;
    data.set(kernel.data.subarray(row * width * size, (row + 1) * width * size), to);
  }
  return { shape: [down.size, across.size, ...channels], data };
}

/** What no layer here has. */
function checkPlain({ node, fail }: NodeContext): void {
  if (numberIn(node, "group", 1) !== 1) throw fail("has groups");
  const { dilations } = node.attributes;
  if (dilations && "ints" in dilations && dilations.ints.some((step) => step !== 1)) throw fail("is dilated");
}
