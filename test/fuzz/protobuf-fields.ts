/** Messages of protobuf's wire format as trees, whatever their schema: what parses as a message is taken for one. */

export interface Field {
  readonly number: number;
  /** 0: a varint, 1: eight bytes, 2: bytes or a message, 5: four bytes. */
  readonly wire: number;
  readonly value: bigint | Uint8Array | Field[];
}

/** Fields of a message. @throws {RangeError} when it is none */
export function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let number = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      number |= BigInt(byte & 127) << shift;
      if (byte < 128) return number;
    }
    throw new RangeError("no varint");
  };
  const taken = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new RangeError("beyond the end");
    at += length;
    return bytes.slice(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const [number, wire] = [Number(tag >> 3n), Number(tag & 7n)];
    if (number === 0 || number > 2 ** 29) throw new RangeError("no field");
    if (wire === 0) fields.push({ number, wire, value: varint() });
    else if (wire === 1) fields.push({ number, wire, value: taken(8) });
    else if (wire === 5) fields.push({ number, wire, value: taken(4) });
    else if (wire === 2) fields.push({ number, wire, value: messageIn(taken(Number(varint()))) });
    else throw new RangeError("no wire type");
  }
  return fields;
}

function messageIn(bytes: Uint8Array): Uint8Array | Field[] {
  if (bytes.length < 2) return bytes;
  try {
    return fieldsOf(bytes);
  } catch {
    return bytes;
  }
}

export function messageOf(fields: readonly Field[]): Uint8Array {
  const parts = fields.map(({ number, wire, value }) => {
    const tag = varintOf((BigInt(number) << 3n) | BigInt(wire));
    if (typeof value === "bigint") return Buffer.concat([tag, varintOf(value)]);
    if (wire !== 2) return Buffer.concat([tag, value instanceof Uint8Array ? value : messageOf(value)]);
    const content = value instanceof Uint8Array ? value : messageOf(value);
    return Buffer.concat([tag, varintOf(BigInt(content.length)), content]);
  });
  return new Uint8Array(Buffer.concat(parts));
}

function varintOf(number: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let left = BigInt.asUintN(64, number); ; left >>= 7n) {
    bytes.push(Number(left & 127n) | (left > 127n ? 128 : 0));
    if (left <= 127n) return Uint8Array.from(bytes);
  }
}
