/** Data types, shapes and values of HDF5, as far as Keras's files have them: floats, whole numbers and texts. */
import type { Hdf5Bytes } from "./hdf5-bytes.js";
import { half } from "./safetensors.js";

/** What a value is, and its bytes. */
export interface Datatype {
  readonly kind: "float" | "integer" | "text" | "variable text";
  readonly size: number;
  readonly signed: boolean;
}

/** As many as PyTorch and NumPy know. */
const MOST_AXES = 64;

/** @param length of the message or field that holds it */
export function datatypeAt(file: Hdf5Bytes, begin: number, length: number): Datatype {
  if (length < 8) throw file.damaged("a data type");
  const { view } = file;
  const bits = view.getUint8(begin + 1);
  const size = view.getUint32(begin + 4, true);
  switch (view.getUint8(begin) & 15) {
    case 0:
      if (bits & 1 || ![1, 2, 4, 8].includes(size)) break;
      return { kind: "integer", size, signed: (bits & 8) !== 0 };
    case 1:
      if (length < 20 || bits & 0x41 || !isIeee(file, begin, size)) break;
      return { kind: "float", size, signed: true };
    case 3:
      return { kind: "text", size, signed: false };
    case 9:
      if ((bits & 15) !== 1 || size !== 16) break;
      return { kind: "variable text", size, signed: false };
  }
  throw file.unknown("values that are neither little-endian numbers nor texts");
}

/** Where the exponent begins, its bits, and its bias, of the floats of IEEE 754 by their bytes. */
const IEEE: Readonly<Record<number, string>> = { 2: "10,5,15", 4: "23,8,127", 8: "52,11,1023" };

function isIeee({ view }: Hdf5Bytes, begin: number, size: number): boolean {
  const layout = [view.getUint8(begin + 12), view.getUint8(begin + 13), view.getUint32(begin + 16, true)];
  return IEEE[size] === String(layout) && view.getUint16(begin + 10, true) === 8 * size;
}

/** Lengths of all axes; none for a single value. @returns nothing where it says that there are no values at all */
export function shapeAt(file: Hdf5Bytes, begin: number, length: number): number[] {
  if (length < 4) throw file.damaged("a shape");
  const { view } = file;
  const [version, rank] = [view.getUint8(begin), view.getUint8(begin + 1)];
  const first = begin + (version === 1 ? 8 : 4);
  if ((version !== 1 && version !== 2) || rank > MOST_AXES || first + 8 * rank > begin + length) {
    throw file.damaged("a shape");
  }
  if (version === 2 && view.getUint8(begin + 3) === 2) return [0];
  return Array.from({ length: rank }, (_, axis) => file.length(first + 8 * axis, "a shape"));
}

/** The bytes that so many values take. */
export function bytesOf(file: Hdf5Bytes, shape: readonly number[], { size }: Datatype): number {
  const bytes = shape.reduce((product, length) => product * length, size);
  if (!Number.isSafeInteger(bytes)) throw file.damaged("a shape");
  return bytes;
}

/** Numbers as 32-bit floats, which hold halves and floats exactly. */
export function floatsOf(bytes: Uint8Array, { kind, size, signed }: Datatype): Float32Array {
  const values = new Float32Array(bytes.length / size);
  if (kind === "float" && size === 4) {
    new Uint8Array(values.buffer).set(bytes); // the file need not be aligned
    return values;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < values.length; index++) values[index] = numberAt(view, index * size, kind, size, signed);
  return values;
}

function numberAt(view: DataView, at: number, kind: Datatype["kind"], size: number, signed: boolean): number {
  if (kind === "float") return size === 2 ? half(view.getUint16(at, true)) : view.getFloat64(at, true);
  if (size === 8) return Number(signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
  if (size === 4) return signed ? view.getInt32(at, true) : view.getUint32(at, true);
  if (size === 2) return signed ? view.getInt16(at, true) : view.getUint16(at, true);
  return signed ? view.getInt8(at) : view.getUint8(at);
}

/** The texts that `bytes` hold or, where their length varies, say the places of. */
export function textsOf(file: Hdf5Bytes, bytes: Uint8Array, { kind, size }: Datatype): string[] {
  if (kind !== "text" && kind !== "variable text") throw file.unknown("a number where a text should be");
  if (size === 0) return [];
  const texts: string[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) {
    const own = bytes.subarray(at, at + size);
    texts.push(file.utf8(kind === "text" ? own : variable(file, own), "a text"));
  }
  return texts;
}

/** The bytes of a text whose length varies: an object in a global heap. */
function variable(file: Hdf5Bytes, reference: Uint8Array): Uint8Array {
  const view = new DataView(reference.buffer, reference.byteOffset, reference.byteLength);
  const [length, wanted] = [view.getUint32(0, true), view.getUint32(12, true)];
  if (length === 0) return new Uint8Array();
  const heap = file.place(view.getBigUint64(4, true), 16, "a text");
  if (file.text(heap, 4) !== "GCOL") throw file.damaged("a text");
  const end = heap + file.length(heap + 8, "a text");
  file.place(heap, end - heap, "a text");
  for (let at = heap + 16; at + 16 <= end; ) {
    const index = file.view.getUint16(at, true);
    const size = file.length(at + 8, "a text");
    if (index === wanted && length <= size) return file.part(at + 16, length, "a text");
    if (index === 0) break;
    at += 16 + 8 * Math.ceil(size / 8);
  }
  throw file.damaged("a text");
}
