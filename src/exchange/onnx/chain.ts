import { sizeOf } from "../../data/dataset.js";
import type { FormatError } from "../../errors.js";
import type { Layer } from "../../layers/layers.js";
import type { Activation } from "../../model/activations.js";
import type { Tensor } from "../../model/tensor.js";
import { permuted } from "../axes.js";

/** A layer that was read, with its weights as we have them. */
export interface ReadLayer {
  layer: Layer;
  /** Of a normalization, gamma. */
  kernel?: Tensor;
  /** Of a normalization, beta. */
  bias?: Tensor;
  /** Shape of what it gives, as we have it. */
  outputShape: readonly number[];
  /** Names of its weights in the file. */
  readonly from?: string;
}

type Image = readonly [height: number, width: number, channels: number];

/**
 * The layers that were read so far, and how the graph holds the value behind the last of them, which need not be as we do: of an
 * image the channels may come first, and a row of values may be such an image's. Weights of dense layers before and behind such
 * rows are put into our order.
 */
export class Chain {
  readonly layers: ReadLayer[] = [];
  /** Rows are the values of an image whose channels come first. */
  private rowOf: Image | undefined;
  /** Layers that make the code, once that is known: what they give is not changed any more. */
  private fixed = 0;

  /**
   * @param shape of the value, as we have it
   * @param channelsFirst whether the graph has its channels first
   * @param fail makes an error that names the node
   */
  constructor(
    private shape: readonly number[],
    private channelsFirst: boolean,
    private readonly fail: (what: string) => FormatError,
  ) {}

  /** Shape of the value behind the last layer, as we have it. */
  get ours(): readonly number[] {
    return this.shape;
  }

  /** The same as the graph has it. */
  get theirs(): readonly number[] {
    if (!this.channelsFirst) return this.shape;
    const [height = 0, width = 0, channels = 0] = this.shape;
    return [channels, height, width];
  }

  /** From here on the value is the code. */
  fix(): void {
    this.fixed = this.layers.length;
  }

  dense(kernel: Tensor, bias: Tensor | undefined, from: string): void {
    const [inputs = 0, units = 0] = kernel.shape;
    if (this.shape.length !== 1 || inputs !== this.shape[0] || kernel.shape.length !== 2) {
      throw this.fail(`takes rows of ${inputs} values; it gets samples of shape [${this.theirs.join(", ")}]`);
    }
    const rows = this.rowOf;
    this.rowOf = undefined;
    const laidOut = rows ? inOurOrder(kernel, 0, rows) : kernel;
    this.add({ type: "dense", units, activation: "linear", useBias: bias !== undefined }, [units], {
      kernel: laidOut,
      ...(bias && { bias }),
      from,
    });
  }

  /** Of a row that is an image's values, the weights are put into our order; its mean and its spread have none. */
  normalization(epsilon: number, gamma: Tensor, beta: Tensor | undefined, from: string): void {
    const rows = this.rowOf;
    const inOrder = (tensor: Tensor) => (rows ? inOurOrder(tensor, 0, rows) : tensor);
    this.add({ type: "layerNormalization", epsilon, center: beta !== undefined, scale: true }, this.shape, {
      kernel: inOrder(gamma),
      ...(beta && { bias: inOrder(beta) }),
      from,
    });
  }

  /** A layer of images. `layer` is given the image's shape. */
  image(layer: Layer, outputShape: readonly number[], weights: Pick<ReadLayer, "kernel" | "bias" | "from"> = {}): void {
    this.add(layer, outputShape, weights);
  }

  /** The image that the value is; its channels come first. */
  asImage(): Image {
    if (!this.channelsFirst) {
      if (this.shape.length !== 3) {
        throw this.fail(`takes images; it gets samples of shape [${this.shape.join(", ")}]`);
      }
      this.takeForChannelsFirst();
    }
    const [height = 0, width = 0, channels = 0] = this.shape;
    return [height, width, channels];
  }

  /**
   * The activation of the last layer that may have one, with nothing between but what moves values or takes the largest, which
   * is the same before and after a function that never falls.
   */
  activation(activation: Activation): void {
    const at = this.layers.findLastIndex(
      ({ layer }) => !["flatten", "reshape", "upSampling2d", "maxPool2d"].includes(layer.type),
    );
    const found = this.layers[at];
    const layer = found?.layer;
    const isFree = layer && "activation" in layer && layer.activation === "linear" && at >= this.fixed;
    if (!isFree || (activation === "softmax" && at < this.layers.length - 1)) {
      throw this.fail("is an activation with no dense or convolutional layer of its own before it");
    }
    found.layer = { ...layer, activation };
  }

  /** @param axis of the graph's value, without the batch's; from the end when below 0 */
  softmaxAxis(axis: number): boolean {
    const axes = this.theirs.length;
    return (axis < 0 ? axes + 1 + axis : axis) === (this.channelsFirst ? 1 : axes);
  }

  transpose(perm: readonly number[]): void {
    if (perm.every((axis, index) => axis === index)) return;
    const order = perm.join();
    if (order === "0,2,3,1" && this.shape.length === 3) {
      this.asImage();
      this.channelsFirst = false;
    } else if (order === "0,3,1,2" && this.shape.length === 3 && !this.channelsFirst) this.channelsFirst = true;
    else throw this.fail(`puts axes into the order [${perm.join(", ")}], which no layer here does`);
  }

  /** @param target the graph's new shape, without the batch's axis */
  reshape(target: readonly number[]): void {
    if (String(target) === String(this.theirs)) return;
    const [height = 0, width = 0, channels = 0] = this.shape;
    if (this.rowOf) {
      const [rowHeight, rowWidth, rowChannels] = this.rowOf;
      if (String(target) !== String([rowChannels, rowHeight, rowWidth])) throw this.fail(REORDERS);
      this.add({ type: "reshape", targetShape: this.rowOf }, this.rowOf);
      this.rowOf = undefined;
      this.channelsFirst = true;
      return;
    }
    if (this.channelsFirst && channels > 1 && height * width > 1) {
      if (target.length !== 1) throw this.fail(REORDERS);
      this.rowOf = [height, width, channels];
    }
    this.channelsFirst = false;
    if (target.length === 1) this.add({ type: "flatten" }, target);
    else this.add({ type: "reshape", targetShape: [...target] }, target);
  }

  /**
   * Ends the chain: what it gives must be ordered as the samples are that it should give back.
   * @param input the samples' shape where the graph has their channels first
   */
  end(input: Image | undefined): void {
    const isRow = this.shape.length === 1 && !this.rowOf;
    if (input && isRow && sizeOf(input) === this.shape[0]) this.orderRows(input);
    if (!input && this.rowOf) throw this.fail(REORDERS);
    if (this.shape.length === 3 && !this.channelsFirst && input) this.takeForChannelsFirst();
    const [height = 0, width = 0, channels = 0] = this.shape;
    if (this.channelsFirst && !input && channels > 1 && height * width > 1) throw this.fail(REORDERS);
  }

  private add(layer: Layer, outputShape: readonly number[], weights: Pick<ReadLayer, "kernel" | "bias" | "from"> = {}) {
    this.layers.push({ layer, outputShape, ...weights });
    this.shape = outputShape;
  }

  /** A row that was made an image [channels, height, width] of: the dense layer before it gives the values in our order instead. */
  private takeForChannelsFirst(): void {
    const [channels = 0, height = 0, width = 0] = this.shape;
    const image: Image = [height, width, channels];
    const last = this.layers.at(-1);
    if (last?.layer.type !== "reshape") throw this.fail(REORDERS);
    this.layers.pop();
    this.orderRows(image);
    this.shape = image;
    this.channelsFirst = true;
    this.layers.push({ layer: { type: "reshape", targetShape: image }, outputShape: image });
  }

  /** Puts what the last dense layer gives, an image with its channels first, into our order. */
  private orderRows(image: Image): void {
    const [height, width, channels] = image;
    if (channels === 1 || height * width === 1) return;
    const dense = this.layers.findLastIndex(({ layer }) => layer.type !== "layerNormalization");
    if (this.layers[dense]?.layer.type !== "dense" || dense < this.fixed) throw this.fail(REORDERS);
    for (const layer of this.layers.slice(dense)) {
      if (layer.kernel) layer.kernel = inOurOrder(layer.kernel, layer.kernel.shape.length - 1, image);
      if (layer.bias) layer.bias = inOurOrder(layer.bias, 0, image);
    }
  }
}

const REORDERS =
  "puts the values of images with several channels into an order that no layer here has. Let a flatten, and a dense layer, " +
  "stand between";

/** A tensor whose axis goes through an image [channels, height, width], as one of [height, width, channels]. */
function inOurOrder({ shape, data }: Tensor, axis: number, [height, width, channels]: Image): Tensor {
  const before = shape.slice(0, axis);
  const after = shape.slice(axis + 1);
  const split = { shape: [...before, channels, height, width, ...after], data };
  const kept = (count: number, from: number) => Array.from({ length: count }, (_, index) => from + index);
  const axes = [...kept(axis, 0), axis + 1, axis + 2, axis, ...kept(after.length, axis + 3)];
  return { shape: [...shape], data: permuted(split, axes).data };
}
