/**
 * NPY, NumPy's format for one array: `\x93NUMPY`, a version, the length of a header, the header (a Python dictionary with
 * type, order and shape), then the values. Source: numpy.lib.format, versions 1.0 to 3.0.
 *
 * Read here and not by a package: npyjs takes files that are cut short or have bytes left over, and fails on values that
 * begin at an odd byte, so that all that needs care would remain to be done.
 */

import { DataError, FormatError, ShapeError } from "../errors.js";
import { half } from "../formats/safetensors.js";
import { type Dataset, datasetOf, sizeOf, type Values } from "./dataset.js";
import type { NumberArray } from "./grid.js";
import { type NpyHeader, parseNpyHeader } from "./npy-header.js";
import { checkScale, type Scale, scaled } from "./scale.js";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;

/** NumPy's own limit: a longer header describes no plain array. */
const LONGEST_HEADER = 10_000;

interface Reader {
  /** Holds every value of the type exactly, but for 64-bit integers beyond 2^53, which are rounded. */
  readonly into: Uint8ArrayConstructor | Float32ArrayConstructor | Float64ArrayConstructor;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

/** By NumPy's name of a type: kind and bytes. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["b1", { into: Uint8Array, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) }],
  ["i1", { into: Float32Array, read: (view, at) => view.getInt8(at) }],
  ["u1", { into: Uint8Array, read: (view, at) => view.getUint8(at) }],
  ["i2", { into: Float32Array, read: (view, at, little) => view.getInt16(at, little) }],
  ["u2", { into: Float32Array, read: (view, at, little) => view.getUint16(at, little) }],
  ["i4", { into: Float64Array, read: (view, at, little) => view.getInt32(at, little) }],
  ["u4", { into: Float64Array, read: (view, at, little) => view.getUint32(at, little) }],
  ["i8", { into: Float64Array, read: (view, at, little) => Number(view.getBigInt64(at, little)) }],
  ["u8", { into: Float64Array, read: (view, at, little) => Number(view.getBigUint64(at, little)) }],
  ["f2", { into: Float32Array, read: (view, at, little) => half(view.getUint16(at, little)) }],
  ["f4", { into: Float32Array, read: (view, at, little) => view.getFloat32(at, little) }],
  ["f8", { into: Float64Array, read: (view, at, little) => view.getFloat64(at, little) }],
]);

export const isNpy = (bytes: Uint8Array) => MAGIC.every((byte, index) => bytes[index] === byte);

/**
 * Reads an NPY file: booleans (as 0 and 1), integers and floats of any size and byte order, in C or Fortran order. Bytes in
 * C order are a view of the file's. NaN and infinities are kept.
 * @param name the file's name, for error messages
 * @throws {FormatError} when it is not NPY, is damaged or cut short, or holds what cannot be read
 */
export function parseNpy(bytes: Uint8Array, name = "The NPY file"): NumberArray {
  const { header, end } = readNpyHeader(bytes, name);
  const { type, little, fortran, shape } = header;
  if (type === undefined) {
    throw new FormatError(
      `${name} holds records with named fields. Save one plain array: numpy.save(file, a["field"]).`,
    );
  }
  const reader = READERS.get(type);
  const size = Number(type.slice(1));
  if (!reader) throw refusedType(type, name);
  const present = bytes.length - end;
  const promised = sizeOf(shape) * size;
  if (promised !== present) {
    throw new FormatError(
      `${name} ${promised > present ? "is cut short" : `has ${present - promised} bytes after its data`}: its header promises ` +
        `${shape.join(" × ")} values of ${size} ${size === 1 ? "byte" : "bytes"} = ${promised} bytes from byte ${end}, ` +
        `the file holds ${present}. Download or copy it again.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, present);
  if (fortran && shape.filter((length) => length !== 1).length > 1) {
    return { shape, data: fromFortran(view, shape, reader, size, little), type };
  }
  if (type === "u1") return { shape, data: bytes.subarray(end), type };
  const data = new reader.into(sizeOf(shape));
  const { read } = reader;
  for (let index = 0; index < data.length; index++) data[index] = read(view, index * size, little);
  return { shape, data, type };
}

/**
 * What an NPY file says about its values, and where they begin.
 * @param bytes the file, or enough of its beginning
 * @throws {FormatError} when it is not NPY, or its header is damaged, cut short or beyond what NumPy writes
 */
export function readNpyHeader(bytes: Uint8Array, name: string): { header: NpyHeader; end: number } {
  if (bytes.length === 0) throw new FormatError(`${name} is empty. Download or copy it again.`);
  if (!isNpy(bytes)) {
    const begin = Array.from(bytes.subarray(0, MAGIC.length), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new FormatError(
      `${name} is not an NPY file: it begins with ${begin}, NPY files begin with 93 4e 55 4d 50 59. ` +
        "Write it with numpy.save(), one array to a file.",
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tooShort = (needed: number) =>
    new FormatError(
      `${name} is cut short: its header takes ${needed} bytes, the file has ${bytes.length}. Download or copy it again.`,
    );
  if (bytes.length < 12) throw tooShort(12);
  const major = view.getUint8(6);
  if (major < 1 || major > 3) {
    throw new FormatError(
      `${name} has NPY version ${major}.${view.getUint8(7)}, only 1.0 to 3.0 can be read. Write it again with numpy.save().`,
    );
  }
  const begin = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const end = begin + length;
  if (end > bytes.length) throw tooShort(end);
  if (length > LONGEST_HEADER) {
    throw new FormatError(
      `${name} has a header of ${length} bytes; at most ${LONGEST_HEADER} are read. Save one plain array with numpy.save().`,
    );
  }
  const text = new TextDecoder("latin1").decode(bytes.subarray(begin, end));
  try {
    return { header: parseNpyHeader(text), end };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const shown = JSON.stringify(text.trim().slice(0, 100));
    throw new FormatError(`${name} has a damaged header, ${shown}: ${cause.message}. Save it again.`, { cause });
  }
}

/** Values whose first index is the fastest, brought into NumPy's own order, the last index fastest. */
function fromFortran(view: DataView, shape: readonly number[], { into, read }: Reader, size: number, little: boolean) {
  const data = new into(sizeOf(shape));
  const last = shape.at(-1) ?? 1;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)) * size);
  const lastStride = strides.at(-1) ?? 0;
  /** The indices before the last one, counted as an odometer counts, and where they stand in the file. */
  const indices = shape.slice(0, -1).fill(0);
  let from = 0;
  for (let to = 0; to < data.length; to += last) {
    for (let index = 0; index < last; index++) data[to + index] = read(view, from + index * lastStride, little);
    for (let axis = indices.length - 1; axis >= 0; axis--) {
      const [index = 0, length = 0, stride = 0] = [indices[axis], shape[axis], strides[axis]];
      if (index + 1 < length) {
        indices[axis] = index + 1;
        from += stride;
        break;
      }
      indices[axis] = 0;
      from -= index * stride;
    }
  }
  return data;
}

function refusedType(type: string, name: string): FormatError {
  const kinds: ReadonlyMap<string | undefined, string> = new Map([
    ["U", "text"],
    ["S", "text"],
    ["O", "Python objects"],
    ["c", "complex numbers"],
    ["M", "dates"],
    ["m", "durations"],
    ["V", "raw bytes"],
  ]);
  return new FormatError(
    `${name} holds ${kinds.get(type[0]) ?? "values"} of type ${type}, which cannot be read. Booleans, integers and ` +
      'floats up to 64 bits can: save a.astype("float32"), or a.astype("uint8") for pixels.',
  );
}

export interface NpyOptions {
  /** The file's name, for error messages. */
  readonly name?: string;
  /** Shape of one sample; default: the array's without its first axis. */
  readonly shape?: readonly number[];
  /**
   * Default `"auto"`: bytes (`u1`) are pixels, booleans black and white ones; other integers are where they look like
   * pixels; floats are taken as they are.
   */
  readonly scale?: Scale;
  /** An NPY file of labels, one whole number from 0 to 255 a sample. */
  readonly labels?: Uint8Array;
  /** Name of the label file. */
  readonly labelsName?: string;
}

/**
 * A data set from an NPY file (`numpy.save`): the first axis counts the samples.
 * @throws {FormatError} as {@link parseNpy} does
 * @throws {DataError} when there are no samples, values that are not finite or no pixels where pixels are asked for, or
 *   labels that don't fit
 * @throws {ShapeError} when `shape` has another number of values than a sample
 */
export function datasetFromNpy(bytes: Uint8Array, options: NpyOptions = {}): Dataset {
  const { name = "The NPY file", labelsName = "The label file" } = options;
  const scale = checkScale(options.scale ?? "auto");
  const { shape: axes, data, type } = parseNpy(bytes, name);
  const [count = 0, ...own] = axes;
  if (axes.length < 2) {
    throw new DataError(
      `${name} holds ${axes.length === 0 ? "a single value" : `a row of ${count} values`}, samples need at least two axes. ` +
        "Save a.reshape(samples, values).",
    );
  }
  if (data.length === 0) {
    throw new DataError(`${name} is empty: its shape is ${axes.join(" × ")}. Give a file with at least one sample.`);
  }
  const shape = options.shape ?? own;
  if (sizeOf(shape) !== sizeOf(own)) {
    throw new ShapeError(
      `${name} has samples of ${own.join(" × ")} = ${sizeOf(own)} values, which don't make the shape [${shape.join(", ")}].`,
    );
  }
  const labels = options.labels && labelsFromNpy(options.labels, labelsName);
  if (labels && labels.length !== count) {
    throw new DataError(
      `${labelsName} has ${labels.length} labels, ${name} has ${count} samples: give two files that belong together.`,
    );
  }
  return datasetOf(valuesFor(data, type, sizeOf(own), scale, name), shape, labels);
}

/** Values as the data set has them; the type in the file says whether `"auto"` may take them for pixels. */
function valuesFor(data: NumberArray["data"], type: string, width: number, scale: Scale, name: string): Values {
  if (type === "b1" && scale === "auto") return Uint8Array.from(data, (value) => 255 * value);
  if (data instanceof Uint8Array && type === "u1" && (scale === "auto" || scale === "bytes")) return data;
  const floats = data instanceof Float32Array ? data : Float32Array.from(data);
  const infinite = floats.findIndex((value) => !Number.isFinite(value));
  if (infinite >= 0) throw notFinite(data[infinite] ?? 0, infinite, width, name);
  return scaled(floats, width, scale === "auto" && type.startsWith("f") ? "none" : scale, (index) => {
    const where = `in sample ${Math.floor(index / width)}, value ${index % width}`;
    return new DataError(
      `${name} has ${data[index]} ${where}, which is no pixel: pixels are whole numbers from 0 to 255.`,
    );
  });
}

function notFinite(value: number, index: number, width: number, name: string): DataError {
  const where = `in sample ${Math.floor(index / width)}, value ${index % width}`;
  if (Number.isFinite(value)) {
    return new DataError(`${name} has ${value} ${where}, too large for a 32-bit float. Scale the values first.`);
  }
  return new DataError(
    `${name} has ${value} ${where}; every value must be finite. Replace it, or leave the sample out.`,
  );
}

function labelsFromNpy(bytes: Uint8Array, name: string): Uint8Array {
  const { shape, data } = parseNpy(bytes, name);
  if (shape.filter((length) => length !== 1).length > 1) {
    throw new DataError(
      `${name} holds ${shape.join(" × ")} values: labels have a single axis. Save one class index a sample.`,
    );
  }
  const bad = data.findIndex((value) => !(value >= 0 && value <= 255 && Number.isInteger(value)));
  if (bad < 0) return Uint8Array.from(data);
  throw new DataError(`${name} has ${data[bad]} at ${bad}: labels are class indices, whole numbers from 0 to 255.`);
}
