import { type Activation, ArgumentError, type Layer, type Tensor } from "../../index.js";

/** A dense layer with its weights. */
interface Dense {
  readonly inputs: number;
  readonly units: number;
  /** `[inputs, units]`. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly activation: (value: number) => number;
}

const ACTIVATIONS: Readonly<Partial<Record<Activation, (value: number) => number>>> = {
  linear: (value) => value,
  relu: (value) => Math.max(0, value),
  elu: (value) => (value > 0 ? value : Math.expm1(value)),
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  tanh: Math.tanh,
};

/**
 * A small autoencoder of dense layers in plain loops, for what must answer at once and without a worker or a GPU: of the stage's
 * model a code takes a fifth of a millisecond. Of a variational model, codes are the means.
 */
export class SmallModel {
  readonly #encoder: readonly Dense[];
  readonly #decoder: readonly Dense[];

  /**
   * @param weights by the library's names, as `decodeSafetensors` gives them
   * @throws {ArgumentError} for another layer than dense ones and a sampling one, or an activation that they rarely have
   */
  constructor(
    { encoder, decoder }: { readonly encoder: readonly Layer[]; readonly decoder: readonly Layer[] },
    weights: Readonly<Record<string, Tensor>>,
  ) {
    this.#encoder = encoder.map((layer, index) => denseOf(layer, `encoder.${index}`, weights));
    this.#decoder = decoder.map((layer, index) => denseOf(layer, `decoder.${index}`, weights));
  }

  /** Numbers in a sample. */
  get inputs(): number {
    return this.#encoder[0]?.inputs ?? 0;
  }

  /** Numbers in a code. */
  get codeSize(): number {
    return this.#encoder.at(-1)?.units ?? 0;
  }

  /** Codes of samples of values in 0…1, or of bytes; row after row, `count × codeSize`. */
  encode(samples: Uint8Array | Float32Array): Float32Array {
    const scale = samples instanceof Uint8Array ? 255 : 1;
    const x = new Float32Array(this.inputs);
    return eachRow(samples, this.inputs, this.codeSize, (row) => {
      // As f32, which is what a GPU divides. A loop: there are a thousand rows, and the page waits.
      for (let i = 0; i < x.length; i++) x[i] = (row[i] as number) / scale;
      return passed(this.#encoder, x);
    });
  }

  /** What comes of codes; row after row, `count × inputs`, values in 0…1 after a sigmoid. */
  decode(codes: Float32Array): Float32Array {
    return eachRow(codes, this.codeSize, this.inputs, (row) => passed(this.#decoder, row as Float32Array));
  }

  /** What comes of samples. */
  reconstruct(samples: Uint8Array | Float32Array): Float32Array {
    return this.decode(this.encode(samples));
  }
}

function denseOf(layer: Layer, name: string, weights: Readonly<Record<string, Tensor>>): Dense {
  if (layer.type !== "dense" && layer.type !== "sampling") {
    throw new ArgumentError(`${name} is a ${layer.type} layer: a small model has dense ones only. Use Autoencoder.`);
  }
  const prefix = layer.type === "sampling" ? `${name}.z_mean` : name;
  const asked = layer.type === "sampling" ? "linear" : layer.activation;
  const [kernel, activation] = [weights[`${prefix}.kernel`], ACTIVATIONS[asked]];
  if (!kernel) throw new ArgumentError(`${prefix}.kernel is missing among the weights.`);
  if (!activation)
    throw new ArgumentError(`${name} has the activation ${asked}, which a small model cannot. Use Autoencoder.`);
  const [inputs = 0, units = 0] = kernel.shape;
  const bias = weights[`${prefix}.bias`]?.data ?? new Float32Array(units);
  return { inputs, units, kernel: kernel.data, bias, activation };
}

function passed(layers: readonly Dense[], input: Float32Array): Float32Array {
  return layers.reduce((x, { inputs, units, kernel, bias, activation }) => {
    const sums = bias.slice();
    for (let i = 0; i < inputs; i++) {
      const value = x[i] as number;
      // Most of a picture of a digit.
      if (value === 0) continue;
      for (let unit = 0; unit < units; unit++) {
        sums[unit] = (sums[unit] as number) + value * (kernel[i * units + unit] as number);
      }
    }
    return sums.map(activation);
  }, input);
}

/** @throws {ArgumentError} unless the values are whole rows */
function eachRow(
  values: Uint8Array | Float32Array,
  size: number,
  resultSize: number,
  resultOf: (row: Uint8Array | Float32Array) => Float32Array,
): Float32Array {
  const count = values.length / size;
  if (!Number.isInteger(count)) throw new ArgumentError(`${values.length} values are no rows of ${size}.`);
  const results = new Float32Array(count * resultSize);
  for (let row = 0; row < count; row++) {
    results.set(resultOf(values.subarray(row * size, (row + 1) * size)), row * resultSize);
  }
  return results;
}
