import { mostUnpacked } from "../formats/unpacking.js";

/** True when `bytes` begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes instanceof Uint8Array && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Bytes handed to the decompressor at a time: bounds what it can produce before the limit is looked at. */
const INPUT_CHUNK = 16 * 1024;
/** Deflate packs 258 bytes into two bits at best. */
const MOST_PACKED = 1032;

/**
 * Unpacks a gzip file, of one member or several (RFC 1952 §2.2, as `cat a.gz b.gz` makes it).
 * `name` is the file's name, for error messages.
 * `limit` is the most bytes to unpack to; unless told 1 GiB, and of a small file less: see `mostUnpacked`.
 * @throws {FormatError} when the file is damaged or cut short, or unpacks to more than `limit` bytes.
 */
export async function gunzip(
  bytes: Uint8Array,
  {
    name = "The file",
    limit = Math.min(2 ** 30, mostUnpacked(bytes.length)),
  }: { name?: string | undefined; limit?: number } = {},
): Promise<Uint8Array> {
  // A file ends with the length of its last member (modulo 2^32).
  const length = bytes.slice(-4).reduceRight((value, byte) => value * 256 + byte, 0);
  const whole = length <= limit ? await gunzipOne(bytes, length) : undefined;
  return whole ?? (await import("./gzip-members.js")).gunzipMembers(bytes, name, limit);
}

/** Unpacks a file of one member, of that length, into its place; nothing for any other file. */
async function gunzipOne(bytes: Uint8Array, length: number): Promise<Uint8Array | undefined> {
  const result = new Uint8Array(Math.min(length, MOST_PACKED * bytes.length));
  let offset = 0;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (offset >= bytes.length) return controller.close();
      controller.enqueue(new Uint8Array(bytes.subarray(offset, offset + INPUT_CHUNK)));
      offset += INPUT_CHUNK;
    },
  });
  // A reader, since not every browser can iterate over a stream.
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return filled === length ? result : undefined;
      result.set(value, filled);
      filled += value.length;
    }
  } catch {
    // Not one sound member within the limit; runtimes differ in what they say then, and in whether they take a second one.
    await reader.cancel().catch(() => {});
  }
  return undefined;
}
