/**
 * LZ4's block format (github.com/lz4/lz4, doc/lz4_Block_format.md), as Parquet has it. Read here and not by a package: hyparquet's
 * decoder goes on where the output is full, at up to 255 bytes for each of the input.
 */

const damaged = () => new Error("a page packed by LZ4 cannot be unpacked to its size");

/** Unpacks a block to exactly `size` bytes (codec LZ4_RAW). @throws {Error} when it has another size, or is damaged */
export function unpackLz4Raw(bytes: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  if (unpackInto(bytes, output) !== size) throw damaged();
  return output;
}

/**
 * Unpacks what older writers call LZ4: blocks as Hadoop writes them, each behind its two lengths, or one bare block.
 * @throws {Error} when it has another size, or is damaged
 */
export function unpackLz4(bytes: Uint8Array, size: number): Uint8Array {
  const frames = framesOf(bytes, size);
  if (!frames) return unpackLz4Raw(bytes, size);
  const output = new Uint8Array(size);
  let to = 0;
  for (const { begin, end, length } of frames) {
    if (unpackInto(bytes.subarray(begin, end), output.subarray(to, to + length)) !== length) throw damaged();
    to += length;
  }
  return output;
}

interface Frame {
  readonly begin: number;
  readonly end: number;
  /** Bytes that it unpacks to. */
  readonly length: number;
}

/** Hadoop's blocks, where the lengths of all of them fit: a bare block's first bytes hardly do. */
function framesOf(bytes: Uint8Array, size: number): Frame[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Frame[] = [];
  let [at, all] = [0, 0];
  while (at + 8 <= bytes.length) {
    const [length, packed] = [view.getUint32(at), view.getUint32(at + 4)];
    frames.push({ begin: at + 8, end: at + 8 + packed, length });
    at += 8 + packed;
    all += length;
  }
  return at === bytes.length && all === size ? frames : undefined;
}

/** @returns how many bytes it made; never more than there is room for */
function unpackInto(bytes: Uint8Array, output: Uint8Array): number {
  let [at, to] = [0, 0];
  /** A length of 15 goes on in the bytes that follow, as long as these are 255. */
  const lengthFrom = (nibble: number) => {
    let length = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) {
      if (at >= bytes.length) throw damaged();
      more = bytes[at++] ?? 0;
    }
    return length;
  };
  while (at < bytes.length) {
    const token = bytes[at++] ?? 0;
    const literals = lengthFrom(token >> 4);
    if (at + literals > bytes.length || to + literals > output.length) throw damaged();
    output.set(bytes.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    // The last part is of literals alone.
    if (at === bytes.length) return to;
    if (at + 2 > bytes.length) throw damaged();
    const offset = (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
    at += 2;
    const length = 4 + lengthFrom(token & 15);
    if (offset === 0 || offset > to || to + length > output.length) throw damaged();
    // Byte by byte: a match may reach into what it makes.
    for (const end = to + length; to < end; to++) output[to] = output[to - offset] ?? 0;
  }
  return to;
}
