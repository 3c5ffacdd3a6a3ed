import { Unzlib } from "fflate";

/** Chunks that say what the pixels are. All others (profiles, texts, times) change nothing, and may unpack to any size. */
const ESSENTIAL = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
const SIGNATURE_BYTES = 8;
/** A chunk has 8 KiB in most files: of any that may be read, these are more than it has. */
const MOST_CHUNKS = 2 ** 16;
/** Colours of three bytes each: no value of at most 8 bits names more. */
const LONGEST_PALETTE = 3 * 256;
/** Bytes handed to the decompressor at a time: they give at most 1,032 times as many. */
const INPUT_CHUNK = 16 * 1024;
const MOST_PACKED = 1032;
/** What may be unpacked without looking: less than any limit on memory. */
const HARMLESS = 2 ** 24;

/**
 * A PNG with nothing but its pixels, once its chunks are in order: one IHDR, which comes first, and IDAT that unpack to no more
 * than it promises.
 * @param bytes with a whole IHDR, of a size that may be read
 * @throws {Error} that says what is wrong
 */
export function essentialPng(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: { readonly kind: string; readonly begin: number; readonly end: number }[] = [];
  let at = SIGNATURE_BYTES;
  while (chunks.at(-1)?.kind !== "IEND") {
    if (at + 12 > bytes.length) throw new Error("it has no end");
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) throw new Error("a part of it is cut short");
    const kind = new TextDecoder("latin1").decode(bytes.subarray(at + 4, at + 8));
    if ((kind === "IHDR") !== (chunks.length === 0)) throw new Error("its header does not come first, and once");
    if (kind === "PLTE" && end - at - 12 > LONGEST_PALETTE) throw new Error("its palette has more than 256 colours");
    if (chunks.push({ kind, begin: at, end }) > MOST_CHUNKS) throw new Error(`it has more than ${MOST_CHUNKS} parts`);
    at = end;
  }
  if (at < bytes.length) throw new Error(`it has ${bytes.length - at} bytes after its end`);
  const kept = chunks.filter(({ kind }) => ESSENTIAL.includes(kind));
  checkPixelData(
    kept.filter(({ kind }) => kind === "IDAT").map(({ begin, end }) => bytes.subarray(begin + 8, end - 4)),
    promisedBytes(view),
  );
  if (kept.length === chunks.length) return bytes;
  const parts = [bytes.subarray(0, SIGNATURE_BYTES), ...kept.map(({ begin, end }) => bytes.subarray(begin, end))];
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    result.set(part, to);
    to += part.length;
  }
  return result;
}

/** Values in a pixel, by IHDR's colour type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The most bytes that the pixels take: a byte for the filter and the values of each row; interlaced, of twice as many rows. */
export function promisedBytes(view: DataView): number {
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const bits = view.getUint8(24) * (CHANNELS[view.getUint8(25)] ?? 0);
  const rows = view.getUint8(28) === 0 ? height : 2 * height + 8;
  return rows + height * Math.ceil((width * bits) / 8);
}

/** Unpacks without keeping anything, where it could be too much. */
function checkPixelData(parts: readonly Uint8Array[], promised: number): void {
  if (MOST_PACKED * parts.reduce((sum, part) => sum + part.length, 0) <= promised + HARMLESS) return;
  let unpacked = 0;
  const unzlib = new Unzlib((chunk) => {
    unpacked += chunk.length;
    if (unpacked > promised)
      throw new Error(`its pixels take more than the ${promised} bytes that its header promises`);
  });
  for (const part of parts) {
    for (let offset = 0; offset < part.length; offset += INPUT_CHUNK) {
      unzlib.push(part.slice(offset, offset + INPUT_CHUNK));
    }
  }
}
