import { DataError } from "../errors.js";
import { brain, half, readSafetensors } from "../formats/safetensors.js";
import { type ChosenArray, chooseArray, partnersOf } from "./choose-array.js";
import type { NumberArray } from "./grid.js";

interface Reader {
  /** NumPy's name of the type, but for bfloat16, which NumPy has not. */
  readonly type: string;
  readonly size: number;
  /** Holds every value of the type exactly, but for 64-bit integers beyond 2^53, which are rounded. */
  readonly into: Uint8ArrayConstructor | Float32ArrayConstructor | Float64ArrayConstructor;
  readonly read: (view: DataView, at: number) => number;
}

const READERS: Readonly<Record<string, Reader>> = {
  BOOL: { type: "b1", size: 1, into: Uint8Array, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  U8: { type: "u1", size: 1, into: Uint8Array, read: (view, at) => view.getUint8(at) },
  I8: { type: "i1", size: 1, into: Float32Array, read: (view, at) => view.getInt8(at) },
  U16: { type: "u2", size: 2, into: Float32Array, read: (view, at) => view.getUint16(at, true) },
  I16: { type: "i2", size: 2, into: Float32Array, read: (view, at) => view.getInt16(at, true) },
  U32: { type: "u4", size: 4, into: Float64Array, read: (view, at) => view.getUint32(at, true) },
  I32: { type: "i4", size: 4, into: Float64Array, read: (view, at) => view.getInt32(at, true) },
  U64: { type: "u8", size: 8, into: Float64Array, read: (view, at) => Number(view.getBigUint64(at, true)) },
  I64: { type: "i8", size: 8, into: Float64Array, read: (view, at) => Number(view.getBigInt64(at, true)) },
  F16: { type: "f2", size: 2, into: Float32Array, read: (view, at) => half(view.getUint16(at, true)) },
  BF16: { type: "bf16", size: 2, into: Float32Array, read: (view, at) => brain(view.getUint16(at, true)) },
  F32: { type: "f4", size: 4, into: Float32Array, read: (view, at) => view.getFloat32(at, true) },
  F64: { type: "f8", size: 8, into: Float64Array, read: (view, at) => view.getFloat64(at, true) },
};
const SIZES = Object.fromEntries(Object.entries(READERS).map(([dtype, { size }]) => [dtype, size]));

/**
 * The tensor of a safetensors file that holds the samples, chosen as {@link arrayFromNpz} chooses an array. NaN and infinities
 * are kept.
 * @param wanted name of a tensor
 * @throws {FormatError} when the file breaks a rule of the format or holds a type that cannot be read
 * @throws {DataError} when no tensor can be chosen, or the wanted one is not there; the message lists the tensors
 */
export async function arrayFromSafetensors(bytes: Uint8Array, name: string, wanted?: string): Promise<ChosenArray> {
  const { entries, values } = readSafetensors(bytes, name, SIZES);
  if (entries.length === 0) throw new DataError(`${name} holds no tensors. Save one, such as { x_train: tensor }.`);
  const keys = entries.map((entry) => entry.name);
  const find = (key: string) => {
    const entry = entries.find((other) => other.name === key);
    const reader = entry && READERS[entry.dtype];
    if (!reader) throw new Error(`there is no ${key}`);
    return { entry, reader };
  };
  const read = (key: string): NumberArray => {
    const { entry, reader } = find(key);
    const { shape, begin, end } = entry;
    if (entry.dtype === "U8") return { shape, data: values.subarray(begin, end), type: reader.type };
    const view = new DataView(values.buffer, values.byteOffset + begin, end - begin);
    const data = new reader.into((end - begin) / reader.size);
    for (let index = 0; index < data.length; index++) data[index] = reader.read(view, index * reader.size);
    return { shape, data, type: reader.type };
  };
  const describe = (key: string) => `${find(key).entry.shape.join(" × ") || "one value"}, ${find(key).entry.dtype}`;
  const key = await chooseArray(keys, name, describe, wanted);
  const { labels, test } = partnersOf(key, keys);
  return {
    array: read(key),
    key,
    ...(labels !== undefined && { labels: read(labels), labelsKey: labels }),
    ...(test !== undefined && { test }),
    others: keys.filter((other) => other !== key),
  };
}
