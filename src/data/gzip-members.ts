import { Gunzip } from "fflate";
import { FormatError } from "../errors.js";
import { crc32 } from "./crc32.js";

/** Bytes handed to the decompressor at a time: bounds what it can produce before the limit is looked at. */
const INPUT_CHUNK = 16 * 1024;

/** Each costs as much as kilobytes do; files in blocks of 64 KiB, such as bgzip writes, have a quarter as many at most. */
const MOST_MEMBERS = 2 ** 16;

/** A header may hold 64 KiB of anything, a name and a remark. fflate begins anew with it at each chunk. */
const LONGEST_HEADER = 2 ** 17;

/** A member without content. Put behind a file, it begins where the file's last member has ended. */
const EMPTY = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/**
 * Unpacks a gzip file of any number of members, one after the other.
 * @throws {FormatError} when the file is damaged or cut short, or unpacks to more than `limit` bytes
 */
export function gunzipMembers(bytes: Uint8Array, name: string, limit: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Uint8Array[] = [];
  let length = 0;
  let complete = false;
  let members = 1;
  /** Of the member that is being unpacked. */
  let member = { length: 0, crc: 0 };
  const gunzip = new Gunzip((chunk) => {
    length += chunk.length;
    if (length > limit) {
      throw new FormatError(
        `${name} unpacks to more than ${limit} bytes, the most that is allowed. Is it the right file?`,
      );
    }
    chunks.push(chunk);
    member = { length: member.length + chunk.length, crc: crc32(chunk, member.crc) };
  });
  gunzip.onmember = (begin) => {
    complete = begin === bytes.length;
    if (++members > MOST_MEMBERS) throw damaged(name, `it has more than ${MOST_MEMBERS} members`);
    checkHeader(bytes.subarray(begin, begin + LONGEST_HEADER), name);
    if (view.getUint32(begin - 8, true) !== member.crc) throw damaged(name, "its checksum is another");
    if (view.getUint32(begin - 4, true) !== member.length % 2 ** 32) throw damaged(name, "its length is another");
    member = { length: 0, crc: 0 };
  };
  try {
    checkHeader(bytes.subarray(0, LONGEST_HEADER), name);
    for (let offset = 0; offset < bytes.length; offset += INPUT_CHUNK) {
      gunzip.push(bytes.slice(offset, offset + INPUT_CHUNK));
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw damaged(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
  try {
    gunzip.push(EMPTY);
  } catch (error) {
    // Before its end, a file's last member takes the empty one for its own bytes: whatever comes of that, it is cut short.
    if (complete) throw error;
  }
  if (!complete) throw new FormatError(`${name} is gzip that is cut short. Download or copy it again.`);
  const result = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    result.set(chunk, offset);
    offset += chunk.length;
  }
  return result;
}

/** @throws {FormatError} where the texts of a member's header (RFC 1952 §2.3) do not end within its first bytes */
function checkHeader(bytes: Uint8Array, name: string): void {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const text of [8, 16]) {
    if (!(flags & text)) continue;
    at = bytes.indexOf(0, at) + 1;
    if (at === 0) throw damaged(name, "its header has no end");
  }
}

function damaged(name: string, reason: string, cause?: unknown): FormatError {
  return new FormatError(`${name} is gzip that is damaged (${reason}). Download or copy it again.`, { cause });
}
