import type { FileMetaData } from "hyparquet";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import { gunzipMembers } from "./gzip-members.js";
import { unpackLz4, unpackLz4Raw } from "./lz4.js";

/** Unpacks a page to exactly `size` bytes, or throws; never makes much more. */
export type Unpack = (bytes: Uint8Array, size: number) => Uint8Array;

/** What a file may be packed by, so far as it needs it: decoders are loaded only for files that take them. */
export async function unpackersFor({ row_groups }: FileMetaData): Promise<ReadonlyMap<string, Unpack>> {
  const codecs = new Set(row_groups.flatMap(({ columns }) => columns.map(({ meta_data: meta }) => meta?.codec)));
  const unpackers = new Map<string, Unpack>([
    // A copy: hyparquet reads numbers in place, and must not read on where the page ends.
    ["UNCOMPRESSED", (bytes) => new Uint8Array(bytes)],
    ["SNAPPY", unpackSnappy],
    ["LZ4", unpackLz4],
    ["LZ4_RAW", unpackLz4Raw],
    ["GZIP", (bytes, size) => gunzipMembers(bytes, "a page", size)],
  ]);
  // By name: the package's list of them compiles WebAssembly for Snappy, which a page's policy may forbid.
  if (codecs.has("BROTLI")) unpackers.set("BROTLI", (await import("hyparquet-compressors")).decompressBrotli);
  if (codecs.has("ZSTD")) unpackers.set("ZSTD", (await import("./zstd.js")).unpackZstd);
  return unpackers;
}

function unpackSnappy(bytes: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  snappyUncompress(bytes, output);
  return output;
}
