import type { Compressors, FileMetaData } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";

/** Codecs that hyparquet brings itself. */
const BUILT_IN = ["UNCOMPRESSED", "SNAPPY"];

/** The decompressors that a file takes; loaded only for files that do. */
export async function compressorsFor({ row_groups }: FileMetaData): Promise<Compressors> {
  const codecs = row_groups.flatMap((group) =>
    group.columns.map((column) => column.meta_data?.codec ?? "UNCOMPRESSED"),
  );
  if (codecs.every((codec) => BUILT_IN.includes(codec))) return {};
  // By name: the package's list of them compiles WebAssembly for Snappy, which a page's policy may forbid.
  const { decompressBrotli, decompressGzip, decompressLz4, decompressLz4Raw, decompressZstd } = await import(
    "hyparquet-compressors"
  );
  return {
    BROTLI: decompressBrotli,
    GZIP: decompressGzip,
    LZ4: decompressLz4,
    LZ4_RAW: decompressLz4Raw,
    ZSTD: (bytes) => decompressZstd(bytes),
  };
}

/**
 * Walks over the headers of all pages, so that nothing is allocated for a page that cannot be what it says: pages lie within
 * their column, unpack to what the column says, and hold as many values as there are rows.
 * @throws {Error} that says what is wrong
 */
export function checkPages(bytes: Uint8Array, { row_groups }: FileMetaData, limit: number): void {
  let unpacked = 0;
  for (const { columns, num_rows } of row_groups) {
    for (const { meta_data: meta } of columns) {
      if (!meta) throw new Error("a column without a description");
      const begin = Number(meta.dictionary_page_offset || meta.data_page_offset);
      const end = begin + Number(meta.total_compressed_size);
      const what = `column ${JSON.stringify(meta.path_in_schema.join("."))}`;
      if (!(begin >= 4 && end <= bytes.length)) throw new Error(`${what} lies beyond the file's end`);
      const size = Number(meta.total_uncompressed_size);
      unpacked += size;
      if (unpacked > limit) throw new Error(`it unpacks to more than ${limit} bytes`);
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin), offset: 0 };
      let [values, pages] = [0, 0];
      while (reader.offset < reader.view.byteLength - 1) {
        const header = parquetHeader(reader);
        reader.offset += header.compressed_page_size;
        pages += header.uncompressed_page_size;
        const page = header.data_page_header ?? header.data_page_header_v2;
        const inDictionary = header.dictionary_page_header?.num_values ?? 0;
        values += page?.num_values ?? 0;
        const possible =
          header.compressed_page_size >= 0 &&
          header.uncompressed_page_size >= 0 &&
          reader.offset <= reader.view.byteLength &&
          (page?.num_values ?? 0) >= 0 &&
          inDictionary >= 0 &&
          inDictionary <= 8 * header.uncompressed_page_size;
        if (!possible || pages > size || values > Number(num_rows))
          throw new Error(`${what} has a page that cannot be`);
      }
      if (values !== Number(num_rows)) throw new Error(`${what} has ${values} values for ${num_rows} rows`);
    }
  }
}
