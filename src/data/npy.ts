/**
 * NPY, NumPy's format for one array: `\x93NUMPY`, a version, the length of a header, the header (a Python dictionary with
 * type, order and shape), then the values. Source: numpy.lib.format, versions 1.0 to 3.0.
 *
 * Read here and not by a package: npyjs takes files that are cut short or have bytes left over, and fails on values that
 * begin at an odd byte, so that all that needs care would remain to be done.
 */

import { FormatError } from "../errors.js";
import { half } from "../formats/safetensors.js";
import { sizeOf } from "./dataset.js";
import type { NumberArray } from "./grid.js";
import { type NpyHeader, parseNpyHeader } from "./npy-header.js";

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
  const { type, reader, size } = checkNpyLength({ header, end }, bytes.length, name);
  const { little, fortran, shape } = header;
  const present = bytes.length - end;
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
 * How the values are read, once they are as many as the header says.
 * @param length of the whole file
 * @throws {FormatError} when it is another, or the values cannot be read
 */
export function checkNpyLength(
  { header: { type, shape }, end }: { header: NpyHeader; end: number },
  length: number,
  name: string,
): { type: string; reader: Reader; size: number } {
  if (type === undefined) {
    throw new FormatError(
      `${name} holds records with named fields. Save one plain array: numpy.save(file, a["field"]).`,
    );
  }
  const reader = READERS.get(type);
  const size = Number(type.slice(1));
  if (!reader) throw refusedType(type, name);
  const present = length - end;
  const promised = sizeOf(shape) * size;
  if (promised !== present) {
    throw new FormatError(
      `${name} ${promised > present ? "is cut short" : `has ${present - promised} bytes after its data`}: its header promises ` +
        `${shape.join(" × ")} values of ${size} ${size === 1 ? "byte" : "bytes"} = ${promised} bytes from byte ${end}, ` +
        `the file holds ${present}. Download or copy it again.`,
    );
  }
  return { type, reader, size };
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
