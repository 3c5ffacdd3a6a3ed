/**
 * The values of a Parquet page, before hyparquet decodes them: it allocates and loops by what they say of themselves. Formats:
 * github.com/apache/parquet-format, Encodings.md.
 */

/** Bytes of a value in PLAIN and BYTE_STREAM_SPLIT; a boolean takes a bit. */
const SIZES: Readonly<Record<string, number>> = { INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8, BYTE_ARRAY: 4 };

/** Where values lie: in `bytes`, up to their end, from `at` on. */
interface Cursor {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;
}

const fail = (what: string) => new Error(`a page has ${what}`);

function byte(cursor: Cursor): number {
  if (cursor.at >= cursor.end) throw fail("fewer values than it says");
  return cursor.bytes[cursor.at++] ?? 0;
}

/** Seven bits a byte, the lowest first. */
function varint(cursor: Cursor, longest: number): number {
  let value = 0;
  for (let length = 0; length < longest; length++) {
    const next = byte(cursor);
    value += (next & 0x7f) * 2 ** (7 * length);
    if (next < 0x80) return value;
  }
  throw fail("a number without an end");
}

/**
 * Walks over runs of equal values and of packed ones (RLE and bit-packing), which make `count` values of `width` bits.
 * @returns how many of them are 1, where they are of one bit
 */
export function checkRuns(bytes: Uint8Array, begin: number, end: number, width: number, count: number): number {
  if (!(begin <= end && end <= bytes.length)) throw fail("values beyond its end");
  if (width > 32) throw fail("values of more than 32 bits");
  const cursor = { bytes, end, at: begin };
  let ones = 0;
  for (let seen = 0; seen < count; ) {
    const header = varint(cursor, 5);
    const left = count - seen;
    if (header % 2 === 0) {
      const run = header / 2;
      if (run === 0 || run > left) throw fail("a run of more values than it says");
      let value = 0;
      for (let place = 0; place < Math.ceil(width / 8); place++) value += byte(cursor) * 256 ** place;
      if (value >= 2 ** width) throw fail("a value of more bits than it says");
      if (width === 1 && value === 1) ones += run;
      seen += run;
    } else {
      // By eights, the last of which may be filled up, and in some files is cut off.
      const packed = Math.floor(header / 2) * 8;
      if (packed === 0 || packed >= left + 8) throw fail("a run of more values than it says");
      const used = Math.min(packed, left);
      if (cursor.at + Math.ceil((used * width) / 8) > end) throw fail("fewer values than it says");
      for (let bit = 0; width === 1 && bit < used; bit++)
        ones += ((bytes[cursor.at + (bit >> 3)] ?? 0) >> (bit & 7)) & 1;
      cursor.at += (packed / 8) * width;
      seen += used;
    }
  }
  return ones;
}

/**
 * Walks over integers that are written as differences (DELTA_BINARY_PACKED).
 * @returns where they end
 */
export function checkDeltas(bytes: Uint8Array, begin: number, count: number): number {
  const cursor = { bytes, end: bytes.length, at: begin };
  const block = varint(cursor, 5);
  const miniblocks = varint(cursor, 5);
  const each = block / miniblocks;
  if (!(block % 128 === 0 && miniblocks > 0 && each % 32 === 0 && each > 0)) throw fail("differences in no blocks");
  if (varint(cursor, 5) !== count) throw fail("other values than it says");
  varint(cursor, 10);
  for (let seen = 1; seen < count; ) {
    varint(cursor, 10);
    const widths = cursor.at;
    if (widths + miniblocks > cursor.end) throw fail("fewer values than it says");
    cursor.at += miniblocks;
    for (let index = 0; index < miniblocks && seen < count; index++) {
      const width = bytes[widths + index] ?? 0;
      if (width > 64) throw fail("values of more than 64 bits");
      cursor.at += (each * width) / 8;
      if (cursor.at > cursor.end) throw fail("fewer values than it says");
      seen += each;
    }
  }
  return cursor.at;
}

/**
 * Values in PLAIN or BYTE_STREAM_SPLIT: there are bytes for them.
 * @param length of a value, where the type has a fixed one
 */
export function checkPlain(bytes: Uint8Array, begin: number, type: string, count: number, length: number): void {
  const size = type === "BOOLEAN" ? 1 / 8 : type === "FIXED_LEN_BYTE_ARRAY" ? length : SIZES[type];
  if (!(size !== undefined && size > 0 && begin + Math.ceil(count * size) <= bytes.length)) {
    throw fail("fewer values than it says");
  }
  if (type !== "BYTE_ARRAY") return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = begin;
  for (let index = 0; index < count; index++) at += 4 + view.getUint32(at, true);
  if (at > bytes.length) throw fail("texts beyond its end");
}

/**
 * Texts by their lengths, and by the lengths of what each has in common with the one before.
 * @param lengths of what stands in the page
 * @param shared with the one before; empty where none is
 * @param most bytes that all may have together
 * @returns bytes that all have together
 */
export function checkTexts(lengths: Int32Array, shared: Int32Array, room: number, most: number): number {
  let [stored, all, before] = [0, 0, 0];
  for (const [index, length] of lengths.entries()) {
    const common = shared[index] ?? 0;
    if (length < 0 || common < 0 || common > before) throw fail("texts that cannot be");
    stored += length;
    before = common + length;
    all += before;
    if (all > most) throw fail("texts that are too long");
  }
  if (stored > room) throw fail("texts beyond its end");
  return all;
}
