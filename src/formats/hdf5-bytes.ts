import { FormatError } from "../errors.js";

/** An address that stands for none. */
export const UNDEFINED = 2n ** 64n - 1n;

/** The bytes of an HDF5 file, every access within them; what goes wrong is said with the file's name. */
export class Hdf5Bytes {
  readonly view: DataView;
  private readonly visited = new Set<number>();
  private texts = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @param what is missing or wrong there: `a group` */
  damaged(what: string): FormatError {
    return new FormatError(`${this.file} is damaged or cut short: ${what} cannot be read. Download or save it again.`);
  }

  unknown(what: string): FormatError {
    return new FormatError(
      `${this.file} is HDF5 with ${what}, which Keras does not write. Save the model again with Keras.`,
    );
  }

  /** Where a part of `length` bytes begins. */
  place(address: number | bigint, length: number, what: string): number {
    const begin = Number(address);
    if (begin + length > this.bytes.length) throw this.damaged(what);
    return begin;
  }

  part(address: number | bigint, length: number, what: string): Uint8Array {
    const begin = this.place(address, length, what);
    return this.bytes.subarray(begin, begin + length);
  }

  u64(at: number): bigint {
    return this.view.getBigUint64(at, true);
  }

  /** A length, or a number of things. */
  length(at: number, what: string): number {
    const value = this.u64(at);
    if (value > BigInt(this.bytes.length)) throw this.damaged(what);
    return Number(value);
  }

  /** The place of a part that begins with four letters, and is a part of one thing only: so no chain is followed in a circle. */
  signed(address: number | bigint, signature: string, length: number, what: string): number {
    const begin = this.place(address, length, what);
    if (this.text(begin, 4) !== signature) throw this.damaged(what);
    this.once(begin, what);
    return begin;
  }

  once(begin: number, what: string): void {
    if (this.visited.has(begin)) throw this.damaged(what);
    this.visited.add(begin);
  }

  /** Single-byte characters up to a null. */
  text(begin: number, most: number): string {
    let text = "";
    for (let at = begin; at < Math.min(begin + most, this.bytes.length) && this.bytes[at] !== 0; at++) {
      text += String.fromCharCode(this.bytes[at] ?? 0);
    }
    return text;
  }

  /** UTF-8 up to a null. Many attributes may share a text: no more is read of them in all than the file has bytes. */
  utf8(bytes: Uint8Array, what: string): string {
    const end = bytes.indexOf(0);
    const own = end < 0 ? bytes : bytes.subarray(0, end);
    this.texts += own.length;
    if (this.texts > this.bytes.length) throw this.damaged(what);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(own);
    } catch {
      throw this.damaged(what);
    }
  }
}
