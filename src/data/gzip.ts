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
 * @param options.name the file's name, for error messages.
 * @param options.limit the most bytes to unpack to; 1 GiB unless told.
 * @throws {FormatError} when the file is damaged or cut short, or unpacks to more than `limit` bytes.
 */
export async function gunzip(
  bytes: Uint8Array,
  { name = "The file", limit = 2 ** 30 }: { name?: string | undefined; limit?: number } = {},
): Promise<Uint8Array> {
  // A file of one member ends with its length (modulo 2^32), so that it can be unpacked into its place.
  const length = bytes.slice(-4).reduceRight((value, byte) => value * 256 + byte, 0);
  const result = new Uint8Array(Math.min(length, limit, MOST_PACKED * bytes.length));
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
      if (done && filled === length) return result;
      if (done) break;
      result.set(value, filled);
      filled += value.length;
    }
  } catch {
    // Not one sound member within the limit; runtimes differ in what they say then, and in whether they take a second one.
    await reader.cancel().catch(() => {});
  }
  return (await import("./gzip-members.js")).gunzipMembers(bytes, name, limit);
}
