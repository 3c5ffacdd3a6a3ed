import { FormatError } from "../../errors.js";
import { brain, half } from "../../formats/safetensors.js";
import type { Tensor } from "../../model/tensor.js";

/**
 * What we write and read of ONNX's messages (github.com/onnx/onnx, onnx.proto), as plain data; and the numbers of their
 * fields.
 */
export interface OnnxModel {
  readonly irVersion: number;
  /** Version of the standard operators. */
  readonly opset: number;
  readonly graph: OnnxGraph;
  readonly metadata: Readonly<Record<string, string>>;
  /** For whoever opens the file in a viewer. */
  readonly doc?: string;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly op: string;
  readonly name: string;
  /** An input that is left out is `""`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  /** Of the operator; `""` for the standard ones. */
  readonly domain: string;
}

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly tensor: OnnxTensor }
  | { readonly other: number };

/** A tensor as the file has it: 32-bit floats or 64-bit whole numbers as we write them. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: number;
  /** Little-endian, row-major; what stands in fields of numbers is brought to this. */
  readonly raw: Uint8Array;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly OnnxDim[];
}

export interface OnnxDim {
  /** A length, or the name of one that may vary. */
  readonly length: number | string;
  /** What it is of: `DATA_CHANNEL` (onnx/docs/DimensionDenotation.md). */
  readonly denotation?: string;
}

/** `TensorProto.DataType`. */
export const TYPE = { float: 1, int32: 6, int64: 7, float16: 10, bfloat16: 16 } as const;

/** Bytes of a value, for the types that are read. */
export const BYTES: Readonly<Record<number, number>> = {
  [TYPE.float]: 4,
  [TYPE.int32]: 4,
  [TYPE.int64]: 8,
  [TYPE.float16]: 2,
  [TYPE.bfloat16]: 2,
};

/** `AttributeProto.AttributeType`. */
export const ATTRIBUTE = { float: 1, int: 2, text: 3, tensor: 4, floats: 6, ints: 7 } as const;

/** Numbers of fields, by message. */
export const FIELD = {
  model: { irVersion: 1, producer: 2, producerVersion: 3, doc: 6, graph: 7, opset: 8, metadata: 14 },
  opset: { domain: 1, version: 2 },
  entry: { key: 1, value: 2 },
  graph: { node: 1, name: 2, initializer: 5, input: 11, output: 12, sparse: 15 },
  node: { input: 1, output: 2, name: 3, op: 4, attribute: 5, domain: 7 },
  attribute: { name: 1, float: 2, int: 3, text: 4, tensor: 5, floats: 7, ints: 8, type: 20 },
  tensor: { dims: 1, type: 2, floats: 4, int32s: 5, int64s: 7, name: 8, raw: 9, external: 13, location: 14 },
  value: { name: 1, type: 2 },
  type: { tensor: 1 },
  tensorType: { element: 1, shape: 2 },
  shape: { dim: 1 },
  dim: { length: 1, name: 2, denotation: 3 },
} as const;

/** A tensor of floats as we have them; 16-bit ones are widened, which is exact. */
export function floatsOf({ name, dims, type, raw }: OnnxTensor, file: string): Tensor {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const data = new Float32Array(dims.reduce((size, length) => size * length, 1));
  if (type === TYPE.float) {
    for (let index = 0; index < data.length; index++) data[index] = view.getFloat32(4 * index, true);
  } else if (type === TYPE.float16 || type === TYPE.bfloat16) {
    const value = type === TYPE.float16 ? half : brain;
    for (let index = 0; index < data.length; index++) data[index] = value(view.getUint16(2 * index, true));
  } else {
    throw new FormatError(`${file} has "${name}", which should be floats and is not. Export the model as float32.`);
  }
  return { shape: [...dims], data };
}

/** A tensor of few whole numbers: the shape that a node is given. */
export function integersOf({ type, raw }: OnnxTensor): number[] | undefined {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  if (type === TYPE.int32) {
    return Array.from({ length: raw.length / 4 }, (_, index) => view.getInt32(4 * index, true));
  }
  if (type !== TYPE.int64) return undefined;
  const most = Number.MAX_SAFE_INTEGER;
  return Array.from({ length: raw.length / 8 }, (_, index) =>
    Math.max(-most, Math.min(most, Number(view.getBigInt64(8 * index, true)))),
  );
}

/** 32-bit floats as they are written. */
export function floatTensor(name: string, { shape, data }: Tensor): OnnxTensor {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: shape, type: TYPE.float, raw };
}

/** A list of whole numbers as it is written. */
export function integerTensor(name: string, values: readonly number[]): OnnxTensor {
  const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dims: [values.length], type: TYPE.int64, raw };
}
