/** Superblocks and object headers of HDF5, of both generations (HDF5 File Format Specification 3.0, II and IV.A.1). */
import { type Hdf5Bytes, UNDEFINED } from "./hdf5-bytes.js";
import { lookup3 } from "./lookup3.js";

/** A message of an object's header: what is known of the object. */
export interface Message {
  readonly type: number;
  /** Where its data begin, and how many there are. */
  readonly begin: number;
  readonly length: number;
}

export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** Its data stand elsewhere. */
const SHARED = 2;
const SIGNATURE = "\x89HDF\r\n\x1a\n";
/** The signature of a header's first part, version, flags; the shortest of all parts. */
const SHORTEST = 6;
/** More than any object has: an attribute of each of a thousand layers would be a hundredth. */
const MOST_MESSAGES = 2 ** 17;

/** Where the header of the file's root group begins. */
export function rootOf(file: Hdf5Bytes): bigint {
  const { view } = file;
  file.place(0, 48, "its superblock");
  if (file.text(0, 8) !== SIGNATURE) throw file.damaged("its beginning");
  const version = view.getUint8(8);
  if (version > 3) throw file.unknown(`a superblock of version ${version}`);
  const old = version < 2;
  const [offsets, lengths] = old ? [view.getUint8(13), view.getUint8(14)] : [view.getUint8(9), view.getUint8(10)];
  if (offsets !== 8 || lengths !== 8) throw file.unknown("addresses of other than 8 bytes");
  if (!old) {
    checkSum(file, 0, 44, "its superblock");
    if (file.u64(12) !== 0n) throw file.unknown("something before its beginning");
    return file.u64(36);
  }
  const begin = version === 0 ? 24 : 28;
  file.place(begin, 48, "its superblock");
  if (file.u64(begin) !== 0n) throw file.unknown("something before its beginning");
  return file.u64(begin + 40);
}

/** All messages of the object whose header begins there. An object has one name: links to it elsewhere are refused. */
export function messagesAt(file: Hdf5Bytes, address: bigint): Message[] {
  const begin = file.place(address, 16, "an object");
  file.once(begin, "an object");
  return file.text(begin, 4) === "OHDR" ? newHeader(file, begin) : oldHeader(file, begin);
}

function oldHeader(file: Hdf5Bytes, begin: number): Message[] {
  const { view } = file;
  if (view.getUint8(begin) !== 1) throw file.damaged("an object");
  const messages: Message[] = [];
  const parts = [{ begin: begin + 16, length: view.getUint32(begin + 8, true) }];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const end = file.place(part.begin, part.length, "an object") + part.length;
    for (let at = part.begin; at + 8 <= end; ) {
      const [type, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
      if (at + 8 + length > end) throw file.damaged("an object");
      take(file, messages, { type, begin: at + 8, length }, view.getUint8(at + 4), parts, 0);
      at += 8 + length;
    }
  }
  return messages;
}

function newHeader(file: Hdf5Bytes, begin: number): Message[] {
  const { view } = file;
  const flags = view.getUint8(begin + 5);
  if (view.getUint8(begin + 4) !== 2) throw file.damaged("an object");
  const sized = begin + SHORTEST + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const bytesOfLength = 1 << (flags & 3);
  file.place(sized, bytesOfLength, "an object");
  const length =
    bytesOfLength === 8
      ? file.length(sized, "an object")
      : bytesOfLength === 4
        ? view.getUint32(sized, true)
        : bytesOfLength === 2
          ? view.getUint16(sized, true)
          : view.getUint8(sized);
  const first = sized + bytesOfLength;
  checkSum(file, begin, first - begin + length, "an object");
  const messages: Message[] = [];
  const parts = [{ begin: first, length }];
  const head = flags & 4 ? 6 : 4; // with the order of creation
  for (let part = parts.pop(); part; part = parts.pop()) {
    const end = part.begin + part.length;
    for (let at = part.begin; at + head <= end; ) {
      const size = view.getUint16(at + 1, true);
      if (at + head + size > end) throw file.damaged("an object");
      const message = { type: view.getUint8(at), begin: at + head, length: size };
      take(file, messages, message, view.getUint8(at + 3), parts, 4);
      at += head + size;
    }
  }
  return messages;
}

/** Keeps a message, or where it says that the header goes on. */
function take(
  file: Hdf5Bytes,
  messages: Message[],
  message: Message,
  flags: number,
  parts: { begin: number; length: number }[],
  frame: number,
): void {
  if (messages.push(message) > MOST_MESSAGES) throw file.damaged("an object");
  if (flags & SHARED) throw file.unknown("shared parts of headers");
  if (message.type !== MESSAGE.continuation) return;
  if (message.length < 16) throw file.damaged("an object");
  const length = file.length(message.begin + 8, "an object");
  const begin = file.place(file.u64(message.begin), length, "an object");
  file.once(begin, "an object");
  if (frame === 0) {
    parts.push({ begin, length });
    return;
  }
  if (length < 8 || file.text(begin, 4) !== "OCHK") throw file.damaged("an object");
  checkSum(file, begin, length - 4, "an object");
  parts.push({ begin: begin + 4, length: length - 8 });
}

/** Holds the checksum behind a part against it. */
function checkSum(file: Hdf5Bytes, begin: number, length: number, what: string): void {
  file.place(begin, length + 4, what);
  if (lookup3(file.part(begin, length, what)) !== file.view.getUint32(begin + length, true)) throw file.damaged(what);
}

/** Whether an address says that there is something. */
export const isDefined = (address: bigint) => address !== UNDEFINED;
