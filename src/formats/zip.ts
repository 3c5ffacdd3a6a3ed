/**
 * ZIP archives, as far as NPZ and Keras need them: the central directory, entries that are stored or deflated, ZIP64.
 * Source: PKWARE's APPNOTE 6.3.
 *
 * Read here and not by a package: fflate's unzip compares no checksum and gives names and sizes only, so that the directory
 * would be read here all the same.
 */

import { FormatError } from "../errors.js";
import { crc32 } from "./crc32.js";
import { mostUnpacked } from "./unpacking.js";

/** A file in an archive. */
export interface ZipEntry {
  readonly path: string;
  /** Bytes, unpacked: what the directory promises. */
  readonly size: number;
  readonly packedSize: number;
  readonly deflated: boolean;
  readonly crc: number;
  /** Where its local header begins. */
  readonly begin: number;
}

const END_BYTES = 22;
/** A comment of 65,535 bytes may follow the end record. */
const LONGEST_COMMENT = 0xffff;
const DIRECTORY_BYTES = 46;
const LOCAL_BYTES = 30;
/** Says that the number stands in a ZIP64 field. */
const ELSEWHERE = 0xffffffff;
/** Deflate packs 258 bytes into two bits at best. */
const MOST_PACKED = 1032;
/** An array of 2 GiB is as much as every browser can hold. */
const LIMIT = 2 ** 31;

/**
 * The files of an archive, without its folders.
 * @throws {FormatError} when the archive is damaged, cut short, encrypted or spans several files
 */
export function zipEntries(bytes: Uint8Array, name: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, begin, end } = findDirectory(view, name);
  const entries = new Map<string, ZipEntry>();
  let at = begin;
  for (let index = 0; index < count; index++) {
    if (at + DIRECTORY_BYTES > end || view.getUint32(at, true) !== 0x02014b50) throw damaged(name, "its directory");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const next = at + DIRECTORY_BYTES + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    if (next > end) throw damaged(name, "its directory");
    const extraBegin = at + DIRECTORY_BYTES + (nameLength ?? 0);
    const path = new TextDecoder().decode(bytes.subarray(at + DIRECTORY_BYTES, extraBegin));
    const method = view.getUint16(at + 10, true);
    if (view.getUint16(at + 8, true) & 1) throw new FormatError(`${name} is encrypted. Save it without a password.`);
    if (method !== 0 && method !== 8) {
      throw new FormatError(`${name} packs ${shown(path)} by method ${method}. Save it stored or deflated.`);
    }
    const [size = 0, packedSize = 0, localBegin = 0] = largeNumbers(
      view,
      [24, 20, 42].map((field) => view.getUint32(at + field, true)),
      extraBegin,
      extraBegin + (extraLength ?? 0),
      name,
    );
    if (entries.has(path)) throw new FormatError(`${name} holds ${shown(path)} twice. Save it again.`);
    const crc = view.getUint32(at + 16, true);
    if (!path.endsWith("/"))
      entries.set(path, { path, size, packedSize, deflated: method === 8, crc, begin: localBegin });
    at = next;
  }
  return [...entries.values()];
}

/**
 * Unpacks an entry: a view of the archive where it is stored.
 * @throws {FormatError} when it is damaged, or would unpack to more than 2 GiB
 */
export async function unzip(archive: Uint8Array, entry: ZipEntry, name: string): Promise<Uint8Array> {
  const packed = packedBytes(archive, entry, name);
  let bytes = packed;
  if (entry.deflated) {
    const limit = Math.min(LIMIT, mostUnpacked(entry.packedSize));
    if (entry.size > limit) {
      throw new FormatError(
        `${name} unpacks ${shown(entry.path)} to ${entry.size} bytes; at most ${limit} can be read` +
          `${limit < LIMIT ? ` where ${entry.packedSize} are packed. Save it unpacked.` : ". Save it in parts."}`,
      );
    }
    if (entry.size > MOST_PACKED * (entry.packedSize + 1)) throw damaged(name, shown(entry.path));
    bytes = new Uint8Array(entry.size);
    let filled = 0;
    for await (const chunk of inflated(packed, entry, name)) {
      if (filled + chunk.length > bytes.length) throw damaged(name, shown(entry.path));
      bytes.set(chunk, filled);
      filled += chunk.length;
    }
    if (filled < bytes.length) throw damaged(name, shown(entry.path));
  }
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc) throw damaged(name, shown(entry.path));
  return bytes;
}

/** The first bytes of an entry, `length` or all there are; without looking whether the rest is sound. */
export async function unzipBeginning(archive: Uint8Array, entry: ZipEntry, length: number, name: string) {
  const packed = packedBytes(archive, entry, name);
  if (!entry.deflated) return packed.subarray(0, length);
  const bytes = new Uint8Array(Math.min(length, entry.size));
  let filled = 0;
  for await (const chunk of inflated(packed, entry, name)) {
    bytes.set(chunk.subarray(0, bytes.length - filled), filled);
    filled += Math.min(chunk.length, bytes.length - filled);
    if (filled === bytes.length) break;
  }
  return bytes.subarray(0, filled);
}

/** Bytes handed to the decompressor at a time: bounds what it can produce before its length is looked at. */
const INPUT_CHUNK = 16 * 1024;

async function* inflated(packed: Uint8Array, { path }: ZipEntry, name: string): AsyncGenerator<Uint8Array> {
  let offset = 0;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (offset >= packed.length) return controller.close();
      controller.enqueue(new Uint8Array(packed.subarray(offset, offset + INPUT_CHUNK)));
      offset += INPUT_CHUNK;
    },
  });
  const reader = source.pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (cause) {
    throw damaged(name, shown(path), cause);
  } finally {
    // Where reading ended early; a stream that has failed only repeats its error.
    await reader.cancel().catch(() => {});
  }
}

function packedBytes(archive: Uint8Array, entry: ZipEntry, name: string): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const { begin } = entry;
  if (begin + LOCAL_BYTES > archive.length || view.getUint32(begin, true) !== 0x04034b50) {
    throw damaged(name, shown(entry.path));
  }
  const data = begin + LOCAL_BYTES + view.getUint16(begin + 26, true) + view.getUint16(begin + 28, true);
  if (data + entry.packedSize > archive.length) throw damaged(name, shown(entry.path));
  return archive.subarray(data, data + entry.packedSize);
}

/** Where the central directory stands, by the record at the archive's end. */
function findDirectory(view: DataView, name: string): { count: number; begin: number; end: number } {
  const lowest = Math.max(0, view.byteLength - END_BYTES - LONGEST_COMMENT);
  let at = view.byteLength - END_BYTES;
  while (
    at >= lowest &&
    !(view.getUint32(at, true) === 0x06054b50 && at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength)
  )
    at--;
  if (at < lowest) throw damaged(name, "its directory");
  const [disk, count] = [view.getUint16(at + 4, true), view.getUint16(at + 10, true)];
  const [size, begin] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
  let found = { count, begin, end: begin + size };
  if (at >= 20 && view.getUint32(at - 20, true) === 0x07064b50) {
    const large = Number(view.getBigUint64(at - 12, true));
    if (large + 56 > at || view.getUint32(large, true) !== 0x06064b50) throw damaged(name, "its directory");
    const [largeCount = 0, largeSize = 0, largeBegin = 0] = [32, 40, 48].map((field) =>
      Number(view.getBigUint64(large + field, true)),
    );
    found = { count: largeCount, begin: largeBegin, end: largeBegin + largeSize };
  } else if (disk !== 0) {
    throw new FormatError(`${name} is a part of a ZIP archive in several files. Save it as one.`);
  }
  if (found.end > at) throw damaged(name, "its directory");
  return found;
}

/** Numbers too large for 32 bits stand in the extra field 0x0001, one after the other, in the order given. */
function largeNumbers(view: DataView, numbers: number[], begin: number, end: number, name: string): number[] {
  if (!numbers.includes(ELSEWHERE)) return numbers;
  for (let at = begin; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let from = at + 4;
    return numbers.map((number) => {
      if (number !== ELSEWHERE) return number;
      if (from + 8 > end) throw damaged(name, "its directory");
      from += 8;
      return Number(view.getBigUint64(from - 8, true));
    });
  }
  throw damaged(name, "its directory");
}

const shown = (path: string) => JSON.stringify(path);

function damaged(name: string, what: string, cause?: unknown): FormatError {
  return new FormatError(`${name} is damaged or cut short: ${what} cannot be read. Download or copy it again.`, {
    cause,
  });
}
