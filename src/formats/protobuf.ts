/**
 * Protocol buffers' wire format (protobuf.dev/programming-guides/encoding): a message is a list of fields, each a number, a
 * type and a value; repeated numbers may stand one by one or packed into one field. What a field means, whoever knows the
 * message's schema says.
 */

import { FormatError } from "../errors.js";
import { joined } from "./joined.js";

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Writes one message. */
export class MessageWriter {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  /** A whole number; one below zero takes ten bytes, as its two's complement in 64 bits. */
  int(field: number, value: number | bigint): this {
    return this.add(varint(8n * BigInt(field) + BigInt(VARINT)), varint(BigInt.asUintN(64, BigInt(value))));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.add(varint(8n * BigInt(field) + BigInt(FIXED32)), bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.add(varint(8n * BigInt(field) + BigInt(BYTES)), varint(BigInt(value.length)), value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: MessageWriter): this {
    this.add(varint(8n * BigInt(field) + BigInt(BYTES)), varint(BigInt(value.length)));
    for (const part of value.parts) this.add(part);
    return this;
  }

  /** All that was written. */
  finish(): Uint8Array {
    return joined(this.parts);
  }

  private add(...parts: Uint8Array[]): this {
    for (const part of parts) {
      this.parts.push(part);
      this.length += part.length;
    }
    return this;
  }
}

/** Seven bits a byte, the lowest first; all but the last have their highest bit set. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (; value > 0x7fn; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(value));
}

/** A field as it stands there; reading it as what it is not is an error. All of it shares memory with the file. */
export interface MessageField {
  readonly number: number;
  /** A whole number. @throws {FormatError} when it is none, or needs more than 53 bits */
  int(): number;
  /** Whole numbers, one or packed. */
  ints(): number[];
  float(): number;
  /** 32-bit floats, one or packed, as their bytes. */
  floats(): Uint8Array;
  bytes(): Uint8Array;
  /** @throws {FormatError} when it is not UTF-8 */
  text(): string;
}

/**
 * The fields of a message one after another; nothing is copied.
 * @param what begins the errors: `model.onnx`
 * @throws {FormatError} where a length reaches beyond the message, or a type is not known
 */
export function* fieldsOf(message: Uint8Array, what: string): Generator<MessageField> {
  const cursor = new Cursor(message, what);
  while (!cursor.done) {
    const tag = cursor.varint();
    const number = Number(tag >> 3n);
    if (number === 0 || number >= 2 ** 29) throw cursor.damaged(`a field has the number ${number}`);
    yield new FieldValue(number, Number(tag & 7n), cursor);
  }
}

/** A place in a message. */
class Cursor {
  private at = 0;

  constructor(
    readonly message: Uint8Array,
    readonly what: string,
  ) {}

  get done(): boolean {
    return this.at >= this.message.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.message[this.at++];
      if (byte === undefined) throw this.damaged("a number is cut off");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw this.damaged("a number has more than ten bytes");
  }

  take(length: number): Uint8Array {
    if (length > this.message.length - this.at) {
      throw this.damaged(`a field of ${length} bytes begins ${this.message.length - this.at} bytes before the end`);
    }
    this.at += length;
    return this.message.subarray(this.at - length, this.at);
  }

  damaged(how: string): FormatError {
    return new FormatError(`${this.what} is damaged, or no such file: ${how}. Copy or save it again.`);
  }
}

class FieldValue implements MessageField {
  private readonly whole: bigint | undefined;
  private readonly content: Uint8Array;

  constructor(
    readonly number: number,
    private readonly type: number,
    private readonly cursor: Cursor,
  ) {
    this.whole = type === VARINT ? cursor.varint() : undefined;
    if (type === VARINT) this.content = new Uint8Array();
    else if (type === FIXED64) this.content = cursor.take(8);
    else if (type === FIXED32) this.content = cursor.take(4);
    else if (type === BYTES) this.content = cursor.take(Number(cursor.varint()));
    else throw cursor.damaged(`a field has the type ${type}`);
  }

  int(): number {
    if (this.whole === undefined) throw this.unexpected("a whole number");
    return this.safe(this.whole);
  }

  ints(): number[] {
    if (this.whole !== undefined) return [this.int()];
    const values: number[] = [];
    const packed = new Cursor(this.bytes(), this.cursor.what);
    while (!packed.done) values.push(this.safe(packed.varint()));
    return values;
  }

  float(): number {
    if (this.type !== FIXED32) throw this.unexpected("a 32-bit float");
    return new DataView(this.content.buffer, this.content.byteOffset, 4).getFloat32(0, true);
  }

  floats(): Uint8Array {
    if ((this.type !== FIXED32 && this.type !== BYTES) || this.content.length % 4 !== 0) {
      throw this.unexpected("32-bit floats");
    }
    return this.content;
  }

  bytes(): Uint8Array {
    if (this.type !== BYTES) throw this.unexpected("bytes");
    return this.content;
  }

  text(): string {
    const bytes = this.bytes();
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.unexpected("UTF-8");
    }
  }

  /** The largest 64-bit numbers mean "to the end" where they stand; they become the largest that are exact. */
  private safe(value: bigint): number {
    const signed = BigInt.asIntN(64, value);
    const most = BigInt(Number.MAX_SAFE_INTEGER);
    return Number(signed > most ? most : signed < -most ? -most : signed);
  }

  private unexpected(wanted: string): FormatError {
    return this.cursor.damaged(`field ${this.number} is not ${wanted}`);
  }
}
