/** What a file is. A ZIP archive whose first entry is an NPY file is an `npz`; text may be a table, or anything else. */
export type FileKind =
  | "empty"
  | "npy"
  | "npz"
  | "zip"
  | "idx"
  | "parquet"
  | "safetensors"
  | "gzip"
  | "png"
  | "jpeg"
  | "webp"
  | "gif"
  | "bmp"
  | "tiff"
  | "avif"
  | "heic"
  | "hdf5"
  | "arrow"
  | "pickle"
  | "matlab"
  | "sqlite"
  | "pdf"
  | "text"
  | "unknown";

/** Beginnings that no text and no other format has. */
const BEGINNINGS: readonly (readonly [begin: readonly number[] | string, kind: FileKind])[] = [
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], "npy"],
  [[0x1f, 0x8b], "gzip"],
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "png"],
  [[0xff, 0xd8, 0xff], "jpeg"],
  [[0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], "hdf5"],
  [[0x50, 0x4b, 0x05, 0x06], "zip"],
  ["GIF87a", "gif"],
  ["GIF89a", "gif"],
  ["II*\0", "tiff"],
  ["MM\0*", "tiff"],
  ["ARROW1\0\0", "arrow"],
  ["SQLite format 3\0", "sqlite"],
  ["%PDF-", "pdf"],
];

/** Beginnings that text may have too (a column called PAR1): they count where the rest is no text. */
const BINARY_BEGINNINGS: readonly (readonly [begin: string, kind: FileKind])[] = [
  ["PAR1", "parquet"],
  ["MATLAB 5.0 MAT-file", "matlab"],
  ["BM", "bmp"],
];

/** Brands of ISO base media files (`....ftyp`), as far as they are pictures. */
const BRANDS: ReadonlyMap<string, FileKind> = new Map([
  ["avif", "avif"],
  ["avis", "avif"],
  ["heic", "heic"],
  ["heix", "heic"],
  ["mif1", "heic"],
  ["msf1", "heic"],
]);

/** What the ending of a name says, where the content says nothing. */
const ENDINGS: ReadonlyMap<string, FileKind> = new Map([
  ["npy", "npy"],
  ["npz", "npz"],
  ["idx", "idx"],
  ["ubyte", "idx"],
  ["parquet", "parquet"],
  ["safetensors", "safetensors"],
  ["png", "png"],
  ["jpg", "jpeg"],
  ["jpeg", "jpeg"],
  ["webp", "webp"],
  ["csv", "text"],
  ["tsv", "text"],
  ["txt", "text"],
]);

/** What is no data to us, and what makes data of it: to be read after the file's name. */
export const UNREADABLE: ReadonlyMap<FileKind, string> = new Map([
  ["empty", "is empty. Download or copy it again."],
  ["zip", "is a ZIP archive (.xlsx and .zip are). Take the table or the pictures out of it: save a sheet as .csv."],
  ["gzip", "is gzip within gzip. Unpack it once."],
  ["hdf5", "is an HDF5 file. Save its array as .npy (numpy.save)."],
  ["arrow", "is an Arrow or Feather file. Save its table as Parquet (pandas: frame.to_parquet) or .csv."],
  ["pickle", "is a Python pickle. Save its array as .npy (numpy.save), or its table as .csv."],
  ["matlab", "is a MATLAB file. Save its array as .npy (scipy.io.loadmat, numpy.save)."],
  ["sqlite", "is an SQLite database. Save its table as .csv."],
  ["pdf", "is a PDF. Save its table as .csv, or its pictures as PNG."],
]);

/** The bytes of IDX's types. */
const IDX_TYPES = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e];
const LONGEST_SAFETENSORS_HEADER = 100_000_000;

/**
 * Tells what a file is by its content. The ending of the name counts only where the content fits no format, as that of a
 * damaged file: then its reader says what is wrong with it.
 * @param bytes the file, unpacked, or its beginning: the first 64 KiB say what it is
 */
export function kindOf(bytes: Uint8Array, name: string): FileKind {
  if (bytes.length === 0) return "empty";
  const certain = BEGINNINGS.find(([begin]) => beginsWith(bytes, begin))?.[1] ?? structured(bytes);
  if (certain) return certain;
  if (isText(bytes)) return "text";
  const binary = BINARY_BEGINNINGS.find(([begin]) => beginsWith(bytes, begin))?.[1] ?? pickle(bytes);
  const ending = /[.-]([a-z]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ""))?.[1] ?? "";
  return binary ?? ENDINGS.get(ending) ?? "unknown";
}

/** Formats that are told by more than their first bytes. */
function structured(bytes: Uint8Array): FileKind | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (beginsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) {
    const first = bytes.length < 30 ? "" : latin1(bytes.subarray(30, 30 + view.getUint16(26, true)));
    return first.endsWith(".npy") ? "npz" : "zip";
  }
  if (beginsWith(bytes, "RIFF") && beginsWith(bytes.subarray(8), "WEBP")) return "webp";
  if (beginsWith(bytes.subarray(4), "ftyp")) return BRANDS.get(latin1(bytes.subarray(8, 12)));
  if (bytes.length < 4) return undefined;
  if (view.getUint16(0) === 0 && IDX_TYPES.includes(view.getUint8(2)) && view.getUint8(3) > 0) return "idx";
  // Text is no such length: it would be at least 2^59.
  return bytes[8] === 0x7b && view.getBigUint64(0, true) <= LONGEST_SAFETENSORS_HEADER ? "safetensors" : undefined;
}

/** Python's pickle of protocol 2 or later: PROTO, and STOP at the end. */
function pickle(bytes: Uint8Array): FileKind | undefined {
  const [begin, protocol = 0] = bytes;
  return begin === 0x80 && protocol >= 2 && protocol <= 5 && bytes.at(-1) === 0x2e ? "pickle" : undefined;
}

/** As much of a file as says whether it is text. */
const LOOKED_AT = 64 * 1024;

/** Characters below the space that text files have: BEL to CR, DOS's end of file, ESC. */
const isControl = (code: number) =>
  (code < 0x20 && !(code >= 0x07 && code <= 0x0d) && code !== 0x1a && code !== 0x1b) || code === 0x7f;

/** The bytes that windows-1252 gives no character to. */
const NO_CHARACTERS = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** Whether bytes are UTF-8, UTF-16 (with a byte-order mark or, as most text is, with every other byte 0) or windows-1252. */
function isText(bytes: Uint8Array): boolean {
  const begin = bytes.subarray(0, LOOKED_AT);
  const marked = beginsWith(begin, [0xff, 0xfe]) || beginsWith(begin, [0xfe, 0xff]);
  if (marked) return isUtf16(begin.subarray(2), begin[0] === 0xff, 0);
  if (begin.some(isControl)) return begin.length > 1 && [true, false].some((little) => isUtf16(begin, little, 0.5));
  return isUtf8(begin, bytes.length > begin.length) || !begin.some((byte) => NO_CHARACTERS.includes(byte));
}

/** Whether 16-bit units hold no controls, and enough characters of the first 256. */
function isUtf16(bytes: Uint8Array, little: boolean, enough: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const units = Math.floor(bytes.length / 2);
  let low = 0;
  for (let index = 0; index < units; index++) {
    const code = view.getUint16(2 * index, little);
    if (isControl(code) || code === 0xfffe || code === 0xffff) return false;
    if (code < 0x100) low++;
  }
  return low >= enough * units;
}

function isUtf8(bytes: Uint8Array, more: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: more });
    return true;
  } catch {
    return false;
  }
}

function beginsWith(bytes: Uint8Array, begin: readonly number[] | string): boolean {
  for (let index = 0; index < begin.length; index++) {
    const expected = typeof begin === "string" ? begin.charCodeAt(index) : begin[index];
    if (bytes[index] !== expected) return false;
  }
  return true;
}

const latin1 = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);
