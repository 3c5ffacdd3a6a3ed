/**
 * safetensors (huggingface.co/docs/safetensors): the length of the header as a 64-bit number, the header as JSON
 * (`{ name: { dtype, shape, data_offsets } }`, optionally `__metadata__`), then the tensors' values without gaps.
 * All little-endian, as is every platform with WebGPU. 32-bit floats (F32) are written; F16 and BF16 are read too.
 */

import { FormatError, ShapeError, shown } from "../errors.js";
import type { Tensor } from "../model/tensor.js";
import { parseJson } from "./json.js";

/** As many as PyTorch and NumPy know. */
const MOST_AXES = 64;

const METADATA = "__metadata__";
const LENGTH_BYTES = 8;
/** The limit of the format's own implementation. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Writes the tensors in the order in which the record lists them.
 * @throws {ShapeError} when a tensor has more or fewer values than its shape says, or the shape is none.
 * @throws {FormatError} when a tensor is called `__metadata__`, or the header would be larger than readers accept.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  // Pairs, not an object: a tensor may be called anything, "__proto__" included.
  const entries: string[] = [`${JSON.stringify(METADATA)}:${JSON.stringify(metadata)}`];
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    if (name === METADATA)
      throw new FormatError(`A tensor cannot be called ${METADATA}: the format reserves the name.`);
    const count = shape.reduce((product, length) => product * length, 1);
    if (!shape.every(isLength) || count !== data.length) {
      throw new ShapeError(
        `Tensor "${name}" has ${data.length} values, its shape [${shape.join(", ")}] is that of ${count}. ` +
          "Give one whole number, zero or more, for each axis, and a value for each element.",
      );
    }
    const begin = end;
    end += data.byteLength;
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype: "F32", shape, data_offsets: [begin, end] })}`);
  }
  const header = new TextEncoder().encode(`{${entries.join(",")}}`);
  const headerLength = Math.ceil(header.length / 8) * 8; // keeps the values aligned for readers that map the file
  if (headerLength > MAX_HEADER_BYTES) {
    throw new FormatError(`The header would take ${headerLength} bytes; ${MAX_HEADER_BYTES} are allowed.`);
  }
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(header, LENGTH_BYTES);
  bytes.fill(0x20, LENGTH_BYTES + header.length, LENGTH_BYTES + headerLength);
  let offset = LENGTH_BYTES + headerLength;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** What a safetensors file holds. Both records have no prototype: any name is a name. */
export interface SafetensorsContent {
  /** The arrays by their names, as float32. */
  readonly tensors: Record<string, Tensor>;
  /** What `__metadata__` says: texts by their names. */
  readonly metadata: Record<string, string>;
}

/** What weights may be, and the bytes of a value. */
const WEIGHTS: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/**
 * Reads a file of F32, F16 or BF16 tensors; the values are copied, into 32-bit floats, which hold them exactly. Everything
 * the header says is checked before anything is allocated, so that a damaged or malicious file costs no more than twice its
 * own size.
 * `name` is the file's name, for error messages.
 * @throws {FormatError} when the file breaks a rule of the format or holds another type; the message names the tensor.
 */
export function decodeSafetensors(
  bytes: Uint8Array | ArrayBuffer,
  { name: file = "The safetensors file" }: { name?: string } = {},
): SafetensorsContent {
  const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  const { entries, metadata, values } = readSafetensors(view, file, WEIGHTS);
  const tensors = Object.create(null) as Record<string, Tensor>;
  for (const { name, dtype, shape, begin, end } of entries) {
    const { buffer } = new Uint8Array(values.subarray(begin, end)); // a copy: the file need not be aligned
    tensors[name] = {
      shape,
      data: dtype === "F32" ? new Float32Array(buffer) : widened(buffer, dtype === "F16" ? half : brain),
    };
  }
  return { tensors, metadata };
}

/** A loop, since `Float32Array.from` with a function makes a list of all values first. */
function widened(buffer: ArrayBuffer, value: (bits: number) => number): Float32Array {
  const narrow = new Uint16Array(buffer);
  const data = new Float32Array(narrow.length);
  for (let index = 0; index < data.length; index++) data[index] = value(narrow[index] ?? 0);
  return data;
}

const bits = new DataView(new ArrayBuffer(4));

/** A bfloat16: the upper half of a 32-bit float. */
export function brain(value: number): number {
  bits.setUint32(0, value << 16);
  return bits.getFloat32(0);
}

/** A 16-bit float (IEEE 754 binary16). */
export function half(value: number): number {
  const exponent = (value >> 10) & 31;
  const fraction = (value & 1023) / 1024;
  // No exponent: a subnormal number. The largest one: infinity, or NaN.
  let size = exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction;
  if (exponent === 31) size = fraction ? Number.NaN : Number.POSITIVE_INFINITY;
  return value & 0x8000 ? -size : size;
}

/** What a file says, once all of it is checked. `values` are the bytes behind the header. */
export interface SafetensorsFile {
  readonly entries: readonly SafetensorsEntry[];
  /** What `__metadata__` says: texts by their names. */
  readonly metadata: Record<string, string>;
  readonly values: Uint8Array;
}

/**
 * Reads and checks the header.
 * @param sizes the dtypes that may be in the file, and the bytes of a value
 */
export function readSafetensors(
  bytes: Uint8Array,
  file: string,
  sizes: Readonly<Record<string, number>>,
): SafetensorsFile {
  const headerLength = readHeaderLength(bytes, file);
  const header = readHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headerLength), file);
  const values = bytes.subarray(LENGTH_BYTES + headerLength);
  const metadata = Object.create(null) as Record<string, string>;
  const entries: SafetensorsEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) Object.assign(metadata, checkMetadata(value, file));
    else entries.push(checkEntry(name, value, values.length, file, sizes));
  }
  checkNoGaps(entries, values.length, file);
  return { entries, metadata, values };
}

/** A tensor's line of the header, checked. Offsets in bytes, from the end of the header. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: number[];
  readonly begin: number;
  readonly end: number;
}

function readHeaderLength(bytes: Uint8Array, file: string): number {
  if (bytes.length < LENGTH_BYTES) {
    throw new FormatError(
      `${file} is too short: ${bytes.length} bytes, where the header's length alone takes ${LENGTH_BYTES}. ` +
        "Copy or save it again.",
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw new FormatError(
      `${file} is not safetensors: its header would take ${length} bytes, ${MAX_HEADER_BYTES} are allowed.`,
    );
  }
  if (Number(length) > bytes.length - LENGTH_BYTES) {
    throw new FormatError(
      `${file} is cut short: its header takes ${length} bytes, the file has ${bytes.length - LENGTH_BYTES} left. ` +
        "Copy or save it again.",
    );
  }
  return Number(length);
}

function readHeader(bytes: Uint8Array, file: string): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw new FormatError(`${file} is not safetensors: its header does not begin with "{".`);
  let header: unknown;
  try {
    header = parseJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), true);
  } catch (cause) {
    const what = cause instanceof SyntaxError ? `sound JSON: ${cause.message}` : "UTF-8";
    throw new FormatError(`${file} is damaged: its header is not ${what}. Copy or save it again.`, { cause });
  }
  if (!isObject(header)) throw new FormatError(`${file} is damaged: its header is not a JSON object.`);
  return header;
}

function checkMetadata(value: unknown, file: string): Record<string, string> {
  if (!isObject(value)) throw new FormatError(`${file} has ${METADATA} that is not a JSON object.`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") throw new FormatError(`${file} has ${METADATA} whose "${key}" is not a string.`);
  }
  return value as Record<string, string>;
}

function checkEntry(
  name: string,
  value: unknown,
  available: number,
  file: string,
  sizes: Readonly<Record<string, number>>,
): SafetensorsEntry {
  const fail = (what: string) => new FormatError(`${file} has a tensor "${name}" ${what}.`);
  if (!isObject(value)) throw fail("whose description is not a JSON object");
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(sizes, dtype)) {
    throw fail(`of dtype ${shown(dtype)}: only ${Object.keys(sizes).join(", ")} can be read. Convert it to float32`);
  }
  if (!Array.isArray(shape) || !shape.every(isLength)) {
    throw fail("whose shape is not a list of whole numbers, zero or more");
  }
  if (shape.length > MOST_AXES) throw fail(`of ${shape.length} axes: at most ${MOST_AXES} can be read`);
  let size = sizes[dtype] ?? 0;
  for (const length of shape) {
    size *= length;
    if (!Number.isSafeInteger(size)) throw fail(`whose shape [${shape.join(", ")}] is too large for any file`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isLength)) {
    throw fail("whose data_offsets are not two whole numbers, zero or more");
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end) throw fail(`whose data_offsets [${begin}, ${end}] run backwards`);
  if (end > available) {
    throw fail(`whose data_offsets [${begin}, ${end}] reach beyond the file's ${available} bytes of data`);
  }
  if (end - begin !== size) {
    throw fail(`of shape [${shape.join(", ")}], ${size} bytes, whose data_offsets span ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

/** The format wants every byte of the data to belong to one tensor, and to one only. */
function checkNoGaps(entries: readonly SafetensorsEntry[], available: number, file: string): void {
  let covered = 0;
  let previous = "";
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered) throw new FormatError(`${file} has overlapping tensors: "${previous}" and "${name}".`);
    if (begin > covered) {
      throw new FormatError(`${file} has ${begin - covered} bytes before tensor "${name}" that belong to no tensor.`);
    }
    covered = end;
    previous = name;
  }
  if (covered < available) {
    throw new FormatError(`${file} has ${available - covered} bytes after its last tensor that belong to no tensor.`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
