import { FormatError } from "../errors.js";
import { collect } from "./collect.js";

/** True when `bytes` begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes instanceof Uint8Array && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Bytes handed to the decompressor at a time: bounds what it can produce before the limit is looked at. */
const INPUT_CHUNK = 16 * 1024;

/**
 * Unpacks a gzip file.
 * @param options.name the file's name, for error messages.
 * @param options.limit the most bytes to unpack to; 1 GiB unless told.
 * @throws {FormatError} when the file is damaged or cut short, or unpacks to more than `limit` bytes.
 */
export async function gunzip(
  bytes: Uint8Array,
  { name = "The file", limit = 2 ** 30 }: { name?: string | undefined; limit?: number } = {},
): Promise<Uint8Array> {
  let offset = 0;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (offset >= bytes.length) return controller.close();
      controller.enqueue(new Uint8Array(bytes.subarray(offset, offset + INPUT_CHUNK)));
      offset += INPUT_CHUNK;
    },
  });
  const tooLong = () =>
    new FormatError(`${name} unpacks to more than ${limit} bytes, the most that is allowed. Is it the right file?`);
  try {
    return await collect(packed.pipeThrough(new DecompressionStream("gzip")), limit, tooLong);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${name} is gzip that is damaged or cut short (${reason}). Download or copy it again.`, {
      cause: error,
    });
  }
}
