import { Decompress } from "fzstd";

/** What every decoder should grant a frame for looking back (RFC 8878 §3.1.1.1.2). */
const USUAL_WINDOW = 2 ** 23;
const damaged = (what: string) => new Error(`a page packed by Zstandard ${what}`);

/**
 * Unpacks one frame of Zstandard (RFC 8878) to exactly `size` bytes. Its blocks are walked over first, and it is unpacked by parts:
 * a block of four bytes may stand for 128 KiB, and a frame ask for a window of gigabytes.
 * @throws {Error} when it is damaged, or has another size
 */
export function unpackZstd(bytes: Uint8Array, size: number): Uint8Array {
  checkFrame(bytes, size);
  const output = new Uint8Array(size);
  let filled = 0;
  const decoder = new Decompress((chunk) => {
    if (filled + chunk.length > size) throw damaged("unpacks to more than it says");
    output.set(chunk, filled);
    filled += chunk.length;
  });
  decoder.push(bytes, true);
  if (filled < size) throw damaged("unpacks to less than it says");
  return output;
}

/** @throws {Error} unless it is one whole frame, with a window that its size explains, and no block says that it is larger */
function checkFrame(bytes: Uint8Array, size: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6 || view.getUint32(0, true) !== 0xfd2fb528) throw damaged("is none");
  const descriptor = view.getUint8(4);
  const isSingle = (descriptor & 0x20) !== 0;
  const window = view.getUint8(5);
  const windowSize = isSingle ? size : 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
  if (windowSize > Math.max(size, USUAL_WINDOW)) throw damaged("looks back further than it is long");
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  let at = 5 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  if (sizeBytes > 0) {
    // Little-endian; two bytes begin to count where one ends.
    const said = bytes.subarray(at, at + sizeBytes).reduceRight((value, byte) => value * 256 + byte, 0);
    if (said + (sizeBytes === 2 ? 256 : 0) !== size) throw damaged("unpacks to another size than it says");
  }
  at += sizeBytes;
  let known = 0;
  for (let isLast = false; !isLast; ) {
    const header = view.getUint16(at, true) + 65536 * view.getUint8(at + 2);
    const [kind, length] = [(header >> 1) & 3, header >> 3];
    isLast = (header & 1) === 1;
    // 0: as it is, 1: one byte so many times, 2: packed.
    if (kind === 3) throw damaged("has a block of no kind");
    if (kind < 2) known += length;
    at += 3 + (kind === 1 ? 1 : length);
    if (known > size || at > bytes.length) throw damaged("has a block that cannot be");
  }
  if (at + (descriptor & 4) !== bytes.length) throw damaged("does not end where it should");
}
