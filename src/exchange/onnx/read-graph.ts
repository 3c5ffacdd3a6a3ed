import { FormatError } from "../../errors.js";
import { describe } from "../../model/description.js";
import type { Tensor } from "../../model/tensor.js";
import { transposed } from "../axes.js";
import type { SavedModel } from "../saved-model.js";
import { encoderEnd } from "../split.js";
import { ACTIVATIONS } from "./activations.js";
import { Chain } from "./chain.js";
import { BATCH, Constants } from "./constants.js";
import { readConv, readConvTranspose, readMaxPool, readResize } from "./images.js";
import { integersIn, type NodeContext, numberIn, type Padded } from "./node.js";
import { readNormalization } from "./normalization.js";
import { cutBehind, readPad } from "./pad.js";
import type { OnnxModel, OnnxNode } from "./schema.js";

/** Operators that give what they are given, outside training. */
const PASSING = ["Identity", "Dropout"];
/** Of newer versions the meaning of some operators is another. */
const OLDEST_OPSET = 9;

/**
 * The autoencoder that a graph computes, whoever wrote it: one value that goes through layers from the only input to what should
 * be the same again.
 * @throws {FormatError} that names the file and the node that no layer here is
 */
export function modelOfGraph(model: OnnxModel, file: string): SavedModel {
  return new GraphReader(model, file).read();
}

class GraphReader {
  private readonly constants: Constants;
  private readonly nodes: readonly OnnxNode[];
  private readonly inputName: string;
  private readonly shapes = new Map<string, readonly number[]>();
  private readonly chain: Chain;
  private readonly image: readonly [number, number, number] | undefined;
  private current: OnnxNode | undefined;
  /** What a `Pad` has put around the value, until the window behind it takes it. */
  private padded: Padded | undefined;
  /** The `Pad` behind a transposed convolution that became a part of it. */
  private cutting: OnnxNode | undefined;
  /** What the graph calls the value behind the last layer. */
  private value: string;
  private codeAt: number | undefined;

  constructor(
    private readonly model: OnnxModel,
    private readonly file: string,
  ) {
    if (model.opset < OLDEST_OPSET) {
      throw this.wrong(`is of opset ${model.opset}; ${OLDEST_OPSET} and newer can be read. Export it again`);
    }
    this.constants = new Constants(model, file);
    const inputs = model.graph.inputs.filter(({ name }) => !this.constants.has(name));
    const [input, ...more] = inputs;
    if (!input || more.length > 0) {
      throw this.wrong(`has ${inputs.length} inputs; an autoencoder has one. Export only that part`);
    }
    this.inputName = input.name;
    this.value = input.name;
    this.nodes = this.nodesFor(this.output());
    const shape = input.dims.slice(1).map(({ length }) => length);
    if (shape.length === 0 || !shape.every((length) => typeof length === "number" && length > 0)) {
      throw this.wrong(
        `takes samples of shape [${shape.join(", ")}]: all lengths but the batch's must be fixed. Export it with them so`,
      );
    }
    const sizes = shape as number[];
    const channelsFirst = sizes.length === 3 && this.hasChannelsFirst();
    const [channels = 0, height = 0, width = 0] = sizes;
    this.image = channelsFirst ? [height, width, channels] : undefined;
    this.shapes.set(input.name, sizes);
    this.chain = new Chain(this.image ?? sizes, channelsFirst, (what) => this.fail(what));
  }

  read(): SavedModel {
    const input = this.chain.ours;
    for (const node of this.nodes) {
      this.current = node;
      this.take(node);
      if (!this.padded) this.shapes.set(this.value, this.chain.theirs);
    }
    if (this.padded) throw this.fail(PADS);
    this.chain.end(this.image);
    return this.assembled(input);
  }

  /** What should be the input again: `y`, or the only output, or the only one of the input's shape. */
  private output(): string {
    const { outputs, inputs } = this.model.graph;
    const shapeOf = ({ dims }: (typeof outputs)[number]) => dims.map(({ length }) => length).join();
    const input = inputs.find(({ name }) => name === this.inputName);
    const likeInput = outputs.filter((output) => input && shapeOf(output) === shapeOf(input));
    const found = outputs.find(({ name }) => name === "y") ?? (outputs.length === 1 ? outputs[0] : undefined);
    const output = found ?? (likeInput.length === 1 ? likeInput[0] : undefined);
    if (output) return output.name;
    const names = outputs.map(({ name }) => name.slice(0, 40)).slice(0, 10);
    throw this.wrong(`has the outputs ${names.join(", ")}. Call the reconstruction "y", or export it alone`);
  }

  /** The nodes that an output needs, in their order. */
  private nodesFor(output: string): OnnxNode[] {
    const { nodes } = this.model.graph;
    const wanted = new Set([output]);
    const needed: OnnxNode[] = [];
    for (const node of nodes.toReversed()) {
      if (!node.outputs.some((name) => wanted.has(name))) continue;
      needed.push(node);
      for (const name of node.inputs) wanted.add(name);
    }
    return needed.reverse();
  }

  /** Whether images come with their channels first, PyTorch's way, unless the file says so or turns them at once. */
  private hasChannelsFirst(): boolean {
    const input = this.model.graph.inputs.find(({ name }) => name === this.inputName);
    if (input?.dims.at(-1)?.denotation === "DATA_CHANNEL") return false;
    const first = this.nodes.find(({ inputs, op }) => inputs[0] === this.inputName && op !== "Shape");
    const perm = first?.op === "Transpose" ? first.attributes.perm : undefined;
    return !(perm && "ints" in perm && String(perm.ints) === "0,3,1,2");
  }

  private take(node: OnnxNode): void {
    if (node.domain !== "" && node.domain !== "ai.onnx") throw this.fail(`is of "${node.domain}". ${KNOWN}`);
    if (this.constants.fold(node, (name) => this.shapes.get(name))) return;
    const data = node.inputs.filter((name) => name !== "" && !this.constants.has(name));
    const [first] = data;
    if (data.length !== 1 || first !== this.value) {
      throw this.fail("takes values of more than one place: only a straight line of layers can be read");
    }
    const { chain, constants } = this;
    const { opset } = this.model;
    const fail = (what: string) => this.fail(what);
    const weight = (input: number) => this.weight(node, input);
    const { padded } = this;
    const context = { node, chain, constants, opset, padded, fail, weight };
    if (padded && !["Conv", "MaxPool", ...PASSING].includes(node.op)) throw fail(PADS);
    const pads = node.op === "Pad" && node !== this.cutting;
    if (!PASSING.includes(node.op)) this.padded = pads ? readPad(context) : undefined;
    if (!this.padded && node !== this.cutting) this.layer(context);
    this.value = node.outputs[0] ?? "";
    if (this.isCode(this.value)) {
      this.codeAt = chain.layers.length;
      chain.fix();
    }
  }

  /** A value that the file gives out as `code`, or that only turned is that. */
  private isCode(value: string): boolean {
    const { graph } = this.model;
    if (!graph.outputs.some(({ name }) => name === "code")) return false;
    const turned = graph.nodes.find(
      ({ op, outputs }) => outputs[0] === "code" && ["Transpose", "Identity"].includes(op),
    );
    return value === "code" || value === turned?.inputs[0];
  }

  private layer(context: NodeContext): void {
    const { node, chain } = context;
    const activation = ACTIVATIONS.get(node.op);
    if (activation) chain.activation(activation(context));
    else if (node.op === "Gemm" || node.op === "MatMul") this.dense(context);
    else if (node.op === "Add") this.bias(context);
    else if (node.op === "Conv") readConv(context);
    else if (node.op === "ConvTranspose") {
      const cut = cutBehind(context, this.isCode(node.outputs[0] ?? "") ? [] : this.nodes);
      this.cutting = cut?.by;
      readConvTranspose({ ...context, cut: cut?.pads });
    } else if (node.op === "MaxPool") readMaxPool(context);
    else if (node.op === "LayerNormalization") readNormalization(context);
    else if (node.op === "Resize" || node.op === "Upsample") readResize(context);
    else if (node.op === "Transpose") chain.transpose(permOf(context));
    else if (node.op === "Flatten") {
      if (numberIn(node, "axis", 1) !== 1) throw this.fail("flattens batches");
      chain.reshape([chain.theirs.reduce((size, length) => size * length, 1)]);
    } else if (node.op === "Reshape") chain.reshape(this.target(node));
    else if (!PASSING.includes(node.op)) throw this.fail(`is what no layer here does. ${KNOWN}`);
  }

  private dense({ node, chain, weight }: NodeContext): void {
    const isGemm = node.op === "Gemm";
    if (node.inputs[0] !== this.value) throw this.fail("multiplies from the left");
    const scale = numberIn(node, "alpha", 1) === 1 && numberIn(node, "beta", 1) === 1;
    if (isGemm && (!scale || numberIn(node, "transA", 0) !== 0)) throw this.fail("scales or turns what it multiplies");
    const matrix = weight(1);
    if (matrix.shape.length !== 2) throw this.fail(`has weights of shape [${matrix.shape.join(", ")}]`);
    const isTurned = isGemm && numberIn(node, "transB", 0) === 1;
    const kernel = isTurned ? transposed(matrix) : matrix;
    const bias = isGemm && node.inputs[2] ? this.row(weight(2), kernel.shape[1] ?? 0) : undefined;
    chain.dense(kernel, bias, node.inputs[1] ?? "");
  }

  /** What is added behind a layer without a bias is one. */
  private bias({ node, chain }: NodeContext): void {
    const last = chain.layers.at(-1);
    const input = node.inputs.findIndex((name) => name !== this.value);
    const layer = last?.layer;
    if (!last || layer?.type !== "dense" || layer.useBias || layer.activation !== "linear") {
      throw this.fail("adds where no layer's bias is");
    }
    last.bias = this.row(this.weight(node, input), layer.units);
    last.layer = { ...layer, useBias: true };
  }

  /** A bias, whose axes of length 1 do not count. */
  private row({ shape, data }: Tensor, length: number): Tensor {
    if (data.length !== length || (shape.at(-1) ?? 1) !== length) {
      throw this.fail(`adds [${shape.join(", ")}] to rows of ${length} values`);
    }
    return { shape: [length], data };
  }

  private weight(node: OnnxNode, input: number): Tensor {
    const name = node.inputs[input] ?? "";
    const tensor = this.constants.tensor(name);
    if (!tensor) throw this.fail(`has no weights that are known (input ${input}, "${name.slice(0, 60)}")`);
    return tensor;
  }

  /** The shape that a Reshape gives its samples, with what it leaves open filled in. */
  private target(node: OnnxNode): number[] {
    const list = this.constants.list(node.inputs[1] ?? "");
    if (!list || list.length === 0) throw this.fail("makes a shape that is not known before it runs");
    const batch = this.model.graph.inputs.find(({ name }) => name === this.inputName)?.dims[0]?.length;
    const size = this.chain.theirs.reduce((product, length) => product * length, 1);
    const [first, ...rest] = list;
    const isOpen = numberIn(node, "allowzero", 0) === 0;
    const lengths = rest.map((length, axis) => (length === 0 && isOpen ? (this.chain.theirs[axis] ?? 0) : length));
    const open = lengths.indexOf(-1);
    const known = lengths.reduce<number>((product, length) => (length === -1 ? product : product * Number(length)), 1);
    if (open >= 0) lengths[open] = size / known;
    const keepsBatch = first === BATCH || first === -1 || first === batch || (first === 0 && isOpen);
    const sizes = lengths.map(Number);
    const isWhole = sizes.every((length) => Number.isSafeInteger(length) && length > 0);
    if (!keepsBatch || !isWhole || sizes.reduce((product, length) => product * length, 1) !== size) {
      throw this.fail(`makes [${list.join(", ")}] of samples of shape [${this.chain.theirs.join(", ")}]`);
    }
    return sizes;
  }

  /** The layers as encoder and decoder. What the graph does not tell of its training has our defaults. */
  private assembled(input: readonly number[]): SavedModel {
    const { layers } = this.chain;
    const length = this.encoderLength(input);
    const weights: Record<string, Tensor> = {};
    const part = (name: string, from: number, to: number) =>
      layers.slice(from, to).map(({ layer, kernel, bias }, index) => {
        const names = layer.type === "layerNormalization" ? ["gamma", "beta"] : ["kernel", "bias"];
        if (kernel) weights[`${name}.${index}.${names[0]}`] = kernel;
        if (bias) weights[`${name}.${index}.${names[1]}`] = bias;
        return layer;
      });
    const encoder = part("encoder", 0, length);
    const decoder = part("decoder", length, layers.length);
    const last = layers.findLast(({ layer }) => "activation" in layer)?.layer;
    const isProbability = last && "activation" in last && last.activation === "sigmoid";
    const loss = isProbability ? "binaryCrossentropy" : "meanSquaredError";
    return { description: describe({ input, encoder, decoder, loss }), weights };
  }

  /** Where the code is: where the file says so, else where names of weights leave it open, at the narrowest place. */
  private encoderLength(input: readonly number[]): number {
    const { layers } = this.chain;
    if (this.codeAt !== undefined && this.codeAt > 0 && this.codeAt < layers.length) return this.codeAt;
    const isIn = (part: string) => (layer: (typeof layers)[number]) =>
      layer.from?.split(/[./]/).includes(part) ?? false;
    const from = layers.findLastIndex(isIn("encoder"));
    const to = layers.findIndex(isIn("decoder"));
    const named = from >= 0 && to > from;
    const [begin, end] = named ? [from, to + 1] : [0, layers.length];
    const between = layers.slice(begin, end).map(({ layer }) => layer);
    return begin + encoderEnd(layers[begin - 1]?.outputShape ?? input, between, this.file);
  }

  private fail(what: string): FormatError {
    const { op = "", name = "" } = this.current ?? {};
    const called = name ? ` "${name.slice(0, 60)}"` : "";
    return this.wrong(this.current ? `has the node ${op.slice(0, 40)}${called}, which ${what}` : what);
  }

  private wrong(what: string): FormatError {
    return new FormatError(`${this.file} ${what}.`);
  }
}

function permOf(context: NodeContext): readonly number[] {
  return integersIn(context, "perm") ?? [0, ...context.chain.theirs.map((_, axis) => axis + 1)].reverse();
}

const PADS = "pads what no convolution or pool behind it takes";

const KNOWN =
  "Known are Gemm, MatMul, Add of a bias, Conv, ConvTranspose, MaxPool, Pad before these, LayerNormalization, Resize, Upsample, Flatten, Reshape, Transpose, " +
  "Identity, Dropout, Relu, LeakyRelu, Elu, Sigmoid, Tanh and Softmax";
