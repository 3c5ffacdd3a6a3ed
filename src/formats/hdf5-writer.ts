/**
 * HDF5 files of contiguous data sets in groups (HDF5 File Format Specification 3.0: superblock version 2, object headers version 2,
 * links in the groups' headers). All that Keras's weights need, and little enough to stand here: the library itself, compiled to
 * WebAssembly, has 4 MB.
 */

import { FormatError } from "../errors.js";
import { joined } from "./joined.js";
import { lookup3 } from "./lookup3.js";

/** An array as it is written; `shape` is empty for a single number. */
export interface Hdf5Array {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A group: its texts as attributes, and what is in it, by name. */
export interface Hdf5Folder {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children: ReadonlyMap<string, Hdf5Folder | Hdf5Array>;
}

const SUPERBLOCK_BYTES = 48;
/** Signature, version, flags, and the length of the messages in 4 bytes. */
const HEADER_BYTES = 10;
const CHECKSUM_BYTES = 4;
const ALIGNMENT = 8;
const UNDEFINED = 2n ** 64n - 1n;
const MESSAGE = {
  dataspace: 1,
  linkInfo: 2,
  datatype: 3,
  fillValue: 5,
  link: 6,
  layout: 8,
  groupInfo: 10,
  attribute: 12,
};

/** An object in its place. */
interface Placed {
  readonly node: Hdf5Folder | Hdf5Array;
  readonly begin: number;
  /** Where an array's values begin. */
  values: number;
  readonly children: readonly (readonly [name: string, child: Placed])[];
}

/** @throws {FormatError} for a name or a text too long for the format's short forms */
export function encodeHdf5(root: Hdf5Folder): Uint8Array {
  let end = SUPERBLOCK_BYTES;
  const placed: Placed[] = [];
  // Headers first, each behind its children's; then the values, group by group.
  const place = (node: Hdf5Folder | Hdf5Array): Placed => {
    const children = "children" in node ? [...node.children].map(([name, child]) => [name, place(child)] as const) : [];
    const begin = end;
    const entry = { node, begin, values: 0, children };
    end = aligned(begin + HEADER_BYTES + messagesOf(entry).length + CHECKSUM_BYTES);
    placed.push(entry);
    return entry;
  };
  const top = place(root);
  for (const entry of placed) {
    if (!("data" in entry.node)) continue;
    entry.values = end;
    end = aligned(end + entry.node.data.byteLength);
  }
  const bytes = new Uint8Array(end);
  bytes.set(superblock(end, top.begin));
  for (const entry of placed) {
    bytes.set(objectHeader(messagesOf(entry)), entry.begin);
    if (!("data" in entry.node)) continue;
    const { data } = entry.node;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), entry.values);
  }
  return bytes;
}

const aligned = (position: number) => ALIGNMENT * Math.ceil(position / ALIGNMENT);

function superblock(end: number, root: number): Uint8Array {
  const bytes = new Uint8Array(SUPERBLOCK_BYTES);
  bytes.set([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0]);
  bytes.set(bytesOf(u64(0), u64(UNDEFINED), u64(end), u64(root)), 12);
  return withChecksum(bytes);
}

function objectHeader(messages: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + messages.length + CHECKSUM_BYTES);
  bytes.set([0x4f, 0x48, 0x44, 0x52, 2, 2]); // "OHDR", version 2; the length has 4 bytes
  bytes.set(u32(messages.length), 6);
  bytes.set(messages, HEADER_BYTES);
  return withChecksum(bytes);
}

function withChecksum(bytes: Uint8Array): Uint8Array {
  const place = bytes.length - CHECKSUM_BYTES;
  bytes.set(u32(lookup3(bytes.subarray(0, place))), place);
  return bytes;
}

function messagesOf({ node, values, children }: Placed): Uint8Array {
  if ("data" in node) {
    const { data, shape } = node;
    return bytesOf(
      message(MESSAGE.dataspace, dataspace(shape)),
      message(MESSAGE.datatype, data instanceof Int32Array ? INT32 : FLOAT32),
      message(MESSAGE.fillValue, Uint8Array.of(3, 0x0a)), // none that was set
      message(MESSAGE.layout, bytesOf(Uint8Array.of(3, 1), u64(values), u64(data.byteLength))),
    );
  }
  return bytesOf(
    message(MESSAGE.linkInfo, bytesOf(Uint8Array.of(0, 0), u64(UNDEFINED), u64(UNDEFINED))), // links are in the header
    message(MESSAGE.groupInfo, Uint8Array.of(0, 0)),
    ...children.map(([name, { begin }]) => message(MESSAGE.link, link(name, begin))),
    ...Object.entries(node.attributes ?? {}).map(([name, text]) => message(MESSAGE.attribute, attribute(name, text))),
  );
}

function message(type: number, data: Uint8Array): Uint8Array {
  if (data.length > 0xffff) throw new FormatError(`HDF5: a text of ${data.length} bytes is too long for a header.`);
  return bytesOf(Uint8Array.of(type), u16(data.length), Uint8Array.of(0), data);
}

function link(name: string, begin: number): Uint8Array {
  const text = new TextEncoder().encode(name);
  if (text.length > 0xff) throw new FormatError(`HDF5: a name of ${text.length} bytes is too long for a short link.`);
  return bytesOf(Uint8Array.of(1, 0x10, 1, text.length), text, u64(begin)); // UTF-8, its length in one byte
}

/** A text of fixed length, in UTF-8, null-padded. */
function attribute(name: string, value: string): Uint8Array {
  const key = new TextEncoder().encode(`${name}\0`);
  const text = new TextEncoder().encode(value === "" ? "\0" : value);
  const type = bytesOf(Uint8Array.of(0x13, 0x11, 0, 0), u32(text.length));
  const space = dataspace([]);
  return bytesOf(
    Uint8Array.of(3, 0),
    u16(key.length),
    u16(type.length),
    u16(space.length),
    Uint8Array.of(1),
    key,
    type,
    space,
    text,
  );
}

const dataspace = (shape: readonly number[]) =>
  bytesOf(Uint8Array.of(2, shape.length, 0, shape.length > 0 ? 1 : 0), ...shape.map(u64));

/** IEEE 754, little-endian: sign in bit 31, exponent of 8 bits from bit 23 with a bias of 127, fraction of 23 bits. */
const FLOAT32 = bytesOf(
  Uint8Array.of(0x11, 0x20, 31, 0),
  u32(4),
  u16(0),
  u16(32),
  Uint8Array.of(23, 8, 0, 23),
  u32(127),
);
/** Two's complement, little-endian. */
const INT32 = bytesOf(Uint8Array.of(0x10, 0x08, 0, 0), u32(4), u16(0), u16(32));

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

function u32(value: number): Uint8Array {
  return bytesOf(u16(value & 0xffff), u16(value >>> 16));
}

function u64(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

function bytesOf(...parts: readonly Uint8Array[]): Uint8Array {
  return joined(parts);
}
