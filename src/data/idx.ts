/**
 * IDX, the format of MNIST and its relatives: two zero bytes, a type code, the rank, one big-endian 32-bit length for
 * each axis, then the values. Images and labels come as unsigned bytes (code 0x08); `arrayFromIdx` reads every type.
 */

import { DataError, FormatError } from "../errors.js";
import { type Bytes, type BytesSource, bytesOf, readBytes } from "./bytes.js";
import { type Dataset, datasetOf } from "./dataset.js";
import { gunzip, isGzip } from "./gzip.js";
import { checkOptions } from "./known-options.js";

/** An array of bytes, row-major; the first axis counts the samples. */
export interface IdxArray {
  /** Sizes of its axes, as in the file. */
  readonly shape: number[];
  /** `product(shape)` values: a view of the file's bytes, not a copy. */
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
/** What a type code stands for, and the bytes of a value. */
const TYPES: Record<number, readonly [what: string, size: number] | undefined> = {
  8: ["unsigned bytes", 1],
  9: ["signed bytes", 1],
  11: ["16-bit integers", 2],
  12: ["32-bit integers", 4],
  13: ["32-bit floats", 4],
  14: ["64-bit floats", 8],
};
const MAX_RANK = 4;

/**
 * Reads an unpacked IDX file of unsigned bytes and rank 1 to 4. The first axis may have length 0, no other may.
 * @param name the file's name, for error messages.
 * @throws {FormatError} when the header or the file's length breaks the format's rules, or the values are not
 *   unsigned bytes. Nothing is allocated, whatever the header promises.
 * @throws {ArgumentError} for what is no `Uint8Array`.
 */
export function parseIdx(given: Bytes, name = "The IDX file"): IdxArray {
  const bytes = bytesOf(given, name);
  const { type, shape, values } = readIdxHeader(bytes, name);
  if (type !== UNSIGNED_BYTE) {
    throw new FormatError(
      `${name} holds ${TYPES[type]?.[0]} (IDX type 0x${hex([type])}); only unsigned bytes (0x08) can be read. ` +
        "Convert it to values 0 to 255.",
    );
  }
  return { shape, data: values };
}

/** The header of an unpacked IDX file, once the values are as many as it says; `values` is a view of their bytes. */
export function readIdxHeader(bytes: Uint8Array, name: string): { type: number; shape: number[]; values: Uint8Array } {
  if (bytes.length < 4) {
    throw new FormatError(`${name} is too short: ${bytes.length} bytes are no IDX header. Download or copy it again.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint8(2);
  const rank = view.getUint8(3);
  const size = TYPES[type]?.[1];
  if (view.getUint16(0) !== 0 || !size) {
    throw new FormatError(
      `${name} is not an IDX file: it begins with ${hex(bytes.subarray(0, 4))}, IDX images begin with 00 00 08 03. ` +
        "Give the original file, plain or gzipped.",
    );
  }
  if (rank < 1 || rank > MAX_RANK) {
    throw new FormatError(`${name} has ${rank} axes; an IDX file of images or labels has 1 to ${MAX_RANK}.`);
  }
  const headerLength = 4 + 4 * rank;
  if (bytes.length < headerLength) {
    throw new FormatError(
      `${name} is cut short: its header takes ${headerLength} bytes, the file has ${bytes.length}. ` +
        "Download or copy it again.",
    );
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  if (shape.slice(1).includes(0)) {
    throw new FormatError(`${name} has samples without values: its header says ${shape.join(" × ")}.`);
  }
  // At most 2^131: a double holds that well enough to compare it with the length of a file.
  const promised = shape.reduce((product, length) => product * length, size);
  const present = bytes.length - headerLength;
  const says = `its header promises ${shape.join(" × ")}${size > 1 ? ` × ${size}` : ""} = ${promised} bytes`;
  if (promised > present) {
    throw new FormatError(
      `${name} is cut short: ${says} of data, the file holds ${present}. Download or copy it again.`,
    );
  }
  if (promised < present) {
    throw new FormatError(
      `${name} has ${present - promised} bytes after its data: ${says}, the file holds ${present}. ` +
        "Download or copy it again.",
    );
  }
  return { type, shape, values: bytes.subarray(headerLength) };
}

/**
 * Reads an IDX file, gzipped or not (told by its content).
 * @throws {FormatError} as `parseIdx` and `gunzip` do.
 */
export async function readIdx(given: BytesSource, name?: string): Promise<IdxArray> {
  const bytes = await readBytes(given, name ?? "The IDX file");
  return parseIdx(isGzip(bytes) ? await gunzip(bytes, { name }) : bytes, name);
}

/** The bytes of a label file, and names for messages. */
export interface IdxImageOptions {
  /** Name of the image file. */
  readonly name?: string;
  /** The label file that belongs to the images, gzipped or not. */
  readonly labels?: BytesSource;
  /** Name of the label file. */
  readonly labelsName?: string;
}

/**
 * A data set from an IDX image file, gzipped or not: shape `[height, width]` from a file of rank 3,
 * `[height, width, channels]` from rank 4, `[width]` from rank 2.
 * @throws {FormatError} as `readIdx` does.
 * @throws {DataError} when there are no images, or the file holds labels, or the labels differ in number.
 */
export async function imagesFromIdx(bytes: BytesSource, options: IdxImageOptions = {}): Promise<Dataset> {
  checkOptions("imagesFromIdx", options, ["name", "labels", "labelsName"]);
  const { name = "The IDX file", labelsName = "The label file" } = options;
  const images = await readIdx(bytes, name);
  const [count = 0, ...shape] = images.shape;
  if (shape.length === 0) {
    throw new DataError(
      `${name} is a label file: ${count} labels, no images. Give the image file that belongs to it` +
        `${suggest(name, "labels-idx1", "images-idx3")}.`,
    );
  }
  if (count === 0) throw new DataError(`${name} is empty: its header says 0 images. Give a file with at least one.`);
  if (!options.labels) return datasetOf(images.data, shape);
  const labels = await labelsFromIdx(options.labels, labelsName);
  if (labels.length !== count) {
    throw new DataError(
      `${labelsName} has ${labels.length} labels, ${name} has ${count} images: give two files that belong together.`,
    );
  }
  return datasetOf(images.data, shape, labels);
}

/**
 * The labels of an IDX label file (rank 1), gzipped or not: one class index a sample.
 * @throws {FormatError} as `readIdx` does.
 * @throws {DataError} when there are none, or the file holds images.
 */
export async function labelsFromIdx(bytes: BytesSource, name = "The label file"): Promise<Uint8Array> {
  const { shape, data } = await readIdx(bytes, name);
  if (shape.length !== 1) {
    throw new DataError(
      `${name} is not a label file: it holds ${shape.join(" × ")} values, labels have a single axis. ` +
        `Give the label file that belongs to the images${suggest(name, "images-idx3", "labels-idx1")}.`,
    );
  }
  if (data.length === 0) throw new DataError(`${name} is empty: its header says 0 labels.`);
  return data;
}

/** The name of the file that was meant, where the given one follows MNIST's naming. */
function suggest(name: string, given: string, wanted: string): string {
  return name.includes(given) ? `: ${name.replace(given, wanted)}` : "";
}

function hex(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
