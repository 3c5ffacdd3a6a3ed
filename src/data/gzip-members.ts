import { Gunzip } from "fflate";
import { FormatError } from "../errors.js";
import { crc32 } from "../formats/crc32.js";

/** Bytes handed to the decompressor at a time: bounds what it can produce before the limit is looked at. */
const INPUT_CHUNK = 16 * 1024;

/** Each costs as much as kilobytes do; files in blocks of 64 KiB, such as bgzip writes, have a quarter as many at most. */
const MOST_MEMBERS = 2 ** 16;

/** An extra field has 65,535 bytes at most; before a name or a remark ends, all that came is looked through again. */
const LONGEST_HEADER = 2 ** 18;

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
  /** Bytes since something was unpacked: there is something, if only nothing, for each part beyond a header. */
  let header = 0;
  const gunzip = new Gunzip((chunk) => {
    header = 0;
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
    if (view.getUint32(begin - 8, true) !== member.crc) throw damaged(name, "its checksum is another");
    if (view.getUint32(begin - 4, true) !== member.length % 2 ** 32) throw damaged(name, "its length is another");
    member = { length: 0, crc: 0 };
  };
  try {
    for (let offset = 0; offset < bytes.length; offset += INPUT_CHUNK) {
      gunzip.push(bytes.slice(offset, offset + INPUT_CHUNK));
      header += INPUT_CHUNK;
      if (header > LONGEST_HEADER) throw damaged(name, "its header has no end");
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

function damaged(name: string, reason: string, cause?: unknown): FormatError {
  return new FormatError(`${name} is gzip that is damaged (${reason}). Download or copy it again.`, { cause });
}
