/** Structures within structures; Parquet's own have six. */
const DEEPEST = 32;
/** Structures and lists: more than the footer of any table that is read has. One of a single byte becomes two hundred. */
const MOST = 2 ** 21;
/** As many as any file may have, and bytes of a file for each other one: a part of a column has eight, and takes more than a hundred. */
const HARMLESS = 2 ** 16;
const BYTES_A_PART = 8;
/** Seven bits a byte, of 64. */
const LONGEST_VARINT = 10;

const [TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, STRUCT] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12] as const;

/**
 * Walks over a structure in Thrift's compact protocol, as Parquet's descriptions are written, before hyparquet reads it: lists and
 * texts lie within the bytes, numbers have 64 bits at most, depth and number of parts are bounded.
 * @param begin of the structure
 * @returns where it ends
 * @throws {Error}, {RangeError} where it is none
 */
export function checkThrift(view: DataView, begin: number): number {
  let at = begin;
  let parts = 0;
  const most = Math.min(MOST, HARMLESS + view.byteLength / BYTES_A_PART);

  const varint = (): number => {
    let value = 0;
    for (let length = 0; length < LONGEST_VARINT; length++) {
      const byte = view.getUint8(at++);
      value += (byte & 0x7f) * 2 ** (7 * length);
      if (byte < 0x80) return value;
    }
    throw new Error("a number of it has no end");
  };
  const within = (bytes: number) => {
    if (!(bytes <= view.byteLength - at)) throw new Error("a part of its description lies beyond its end");
  };
  const part = (depth: number) => {
    if (depth > DEEPEST || ++parts > most) throw new Error("its description has too many parts");
  };
  const skip = (type: number, depth: number): void => {
    switch (type) {
      case TRUE:
      case FALSE:
        return;
      case BYTE:
        at++;
        return;
      case I16:
      case I32:
      case I64:
        varint();
        return;
      case DOUBLE:
        at += 8;
        return;
      case BINARY: {
        const length = varint();
        within(length);
        at += length;
        return;
      }
      case LIST: {
        part(depth);
        const byte = view.getUint8(at++);
        const count = byte >> 4 === 15 ? varint() : byte >> 4;
        within(count);
        // A truth value takes a byte in a list, and none elsewhere.
        const element = (byte & 15) <= FALSE ? BYTE : byte & 15;
        for (let index = 0; index < count; index++) skip(element, depth + 1);
        return;
      }
      case STRUCT:
        struct(depth + 1);
        return;
    }
    throw new Error("its description has a part of an unknown type");
  };
  const struct = (depth: number): void => {
    part(depth);
    for (;;) {
      const byte = view.getUint8(at++);
      if ((byte & 15) === 0) return;
      if (byte >> 4 === 0) varint();
      skip(byte & 15, depth);
    }
  };

  struct(0);
  within(0);
  return at;
}
