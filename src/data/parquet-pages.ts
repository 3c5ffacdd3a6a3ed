import type { ColumnMetaData, FileMetaData, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { checkThrift } from "./thrift.js";

/** A page as it lies in the file. */
export interface PackedPage {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
}

/**
 * Walks over the headers of all pages, so that nothing is allocated for a page that cannot be what it says: pages lie within
 * their column, unpack to what the column says, and hold as many values as there are rows.
 * @param limit the most bytes that all of them may unpack to
 * @throws {Error} that says what is wrong
 */
export function checkPages(bytes: Uint8Array, { row_groups }: FileMetaData, limit: number): void {
  let unpacked = 0;
  for (const { columns, num_rows } of row_groups) {
    for (const { meta_data: meta } of columns) {
      if (!meta) throw new Error("a column without a description");
      const what = nameOf(meta);
      const size = Number(meta.total_uncompressed_size);
      unpacked += size;
      if (!(size >= 0 && unpacked <= limit)) throw new Error(`it unpacks to more than ${limit} bytes`);
      let [values, pages] = [0, 0];
      for (const { header } of pagesOf(bytes, meta)) {
        pages += header.uncompressed_page_size;
        values += valuesIn(header);
        if (pages > size || values > Number(num_rows)) throw new Error(`${what} has a page that cannot be`);
      }
      if (values !== Number(num_rows)) throw new Error(`${what} has ${values} values for ${num_rows} rows`);
    }
  }
}

/** The pages of a part of a column, as their headers say, each whole. @throws {Error} for one that cannot be */
export function* pagesOf(bytes: Uint8Array, meta: ColumnMetaData): Generator<PackedPage> {
  const begin = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const end = begin + Number(meta.total_compressed_size);
  const what = nameOf(meta);
  if (!(begin >= 4 && begin <= end && end <= bytes.length)) throw new Error(`${what} lies beyond the file's end`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin);
  for (let at = 0; at < view.byteLength - 1; ) {
    const content = checkThrift(view, at);
    const header = parquetHeader({ view, offset: at });
    const length = header.compressed_page_size;
    const counts = [length, header.uncompressed_page_size, valuesIn(header), inDictionary(header)];
    const isPossible =
      counts.every((count) => Number.isSafeInteger(count) && count >= 0) &&
      length <= view.byteLength - content &&
      inDictionary(header) <= 8 * header.uncompressed_page_size;
    if (!isPossible) throw new Error(`${what} has a page that cannot be`);
    yield { header, bytes: bytes.subarray(begin + content, begin + content + length) };
    at = content + length;
  }
}

const nameOf = ({ path_in_schema: path }: ColumnMetaData) => `column ${JSON.stringify(path.join("."))}`;
const valuesIn = ({ data_page_header: one, data_page_header_v2: two }: PageHeader) => (one ?? two)?.num_values ?? 0;
const inDictionary = ({ dictionary_page_header: header }: PageHeader) => header?.num_values ?? 0;
