import { ShapeError } from "../errors.js";
import { sizeOf } from "./dataset.js";
import type { NumberArray } from "./grid.js";
import { readIdxHeader } from "./idx.js";

interface Reader {
  /** NumPy's name of the type. */
  readonly type: string;
  readonly size: number;
  readonly into: Float32ArrayConstructor | Float64ArrayConstructor;
  readonly read: (view: DataView, at: number) => number;
}

/** By IDX's code of a type, all big-endian; each array holds every value exactly. */
const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [0x09, { type: "i1", size: 1, into: Float32Array, read: (view, at) => view.getInt8(at) }],
  [0x0b, { type: "i2", size: 2, into: Float32Array, read: (view, at) => view.getInt16(at) }],
  [0x0c, { type: "i4", size: 4, into: Float64Array, read: (view, at) => view.getInt32(at) }],
  [0x0d, { type: "f4", size: 4, into: Float32Array, read: (view, at) => view.getFloat32(at) }],
  [0x0e, { type: "f8", size: 8, into: Float64Array, read: (view, at) => view.getFloat64(at) }],
]);

/**
 * Reads an unpacked IDX file of any type and rank 1 to 4. Unsigned bytes are a view of the file's. NaN and infinities are
 * kept.
 * @param name the file's name, for error messages
 * @throws {FormatError} when the header or the file's length breaks the format's rules
 */
export function arrayFromIdx(bytes: Uint8Array, name: string): NumberArray {
  const { type: code, shape, values } = readIdxHeader(bytes, name);
  const reader = READERS.get(code);
  if (!reader) return { shape, data: values, type: "u1" };
  const { type, size, into, read } = reader;
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const data = new into(sizeOf(shape));
  for (let index = 0; index < data.length; index++) data[index] = read(view, index * size);
  return { shape, data, type };
}

/**
 * The same pictures with height and width exchanged, mirrored at the diagonal: EMNIST's files hold its letters so.
 * @param array `count × height × width`, or `count × height × width × channels`
 * @throws {ShapeError} for an array that holds no pictures
 */
export function transposePictures(array: NumberArray, name: string): NumberArray {
  const { shape, data, type } = array;
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  if (shape.length !== 3 && shape.length !== 4) {
    throw new ShapeError(
      `${name} holds ${shape.join(" × ")} values, where pictures to transpose are count × height × width. ` +
        "Leave the option out.",
    );
  }
  const transposed = data instanceof Uint8Array ? new Uint8Array(data.length) : data.slice(); // Node's Buffer is no copy
  let to = 0;
  for (let picture = 0; picture < count; picture++) {
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) {
        const from = ((picture * height + y) * width + x) * channels;
        for (let channel = 0; channel < channels; channel++) transposed[to++] = data[from + channel] ?? 0;
      }
    }
  }
  return { shape: [count, width, height, ...shape.slice(3)], data: transposed, type };
}
