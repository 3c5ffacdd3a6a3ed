import type { ColumnMetaData, DecodedArray, PageHeader, SchemaElement } from "hyparquet";
import { readPage } from "hyparquet/src/column.js";
import { convert, DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import type { Unpack } from "./parquet-codecs.js";
import type { ColumnReader, Value } from "./parquet-column.js";
import { type PackedPage, pagesOf } from "./parquet-pages.js";
import { checkDeltas, checkPlain, checkRuns, checkTexts } from "./parquet-runs.js";

/** A page whose bytes are unpacked, and where its values begin: behind the levels that say which of them are missing. */
interface OpenPage {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
}

/** What all texts of a file may still take together. */
export interface Room {
  bytes: number;
}

/**
 * Reads a part of a flat column, page by page: each is unpacked, looked through, and decoded by hyparquet.
 * @param root the schema's first element
 * @param take is given the values of each page, `null` for a missing one
 * @throws {Error} that says what is wrong
 */
export function readColumn(
  bytes: Uint8Array,
  meta: ColumnMetaData,
  [root, element]: readonly [SchemaElement, SchemaElement],
  { parsers }: Pick<ColumnReader, "parsers">,
  { unpack, room, take }: { unpack: Unpack; room: Room; take: (values: ArrayLike<Value>) => void },
): void {
  const decoder: Parameters<typeof readPage>[2] = {
    pathInSchema: [element.name],
    type: meta.type,
    element,
    schemaPath: [
      { element: root, children: [], path: [], count: 1 },
      { element, children: [], path: [element.name], count: 1 },
    ],
    codec: "UNCOMPRESSED",
    parsers: { ...DEFAULT_PARSERS, ...parsers },
  };
  let dictionary: DecodedArray | undefined;
  for (const packed of pagesOf(bytes, meta)) {
    const page = opened(packed, unpack);
    checkValues(page, element, dictionary, room);
    const reader = { view: new DataView(page.bytes.buffer, page.bytes.byteOffset, page.bytes.length), offset: 0 };
    const { data } = readPage(reader, page.header, decoder, dictionary, undefined, 0);
    if (page.header.type === "DICTIONARY_PAGE") {
      if (dictionary) throw new Error("a column has two dictionaries");
      dictionary = data && convert(data, decoder);
    } else if (data) {
      // An index beyond the dictionary's end becomes nothing at all.
      for (let index = 0; index < data.length; index++)
        if (data[index] === undefined) throw new Error("a page has a value that its dictionary lacks");
      take(data as ArrayLike<Value>);
    }
  }
}

/** The page as if it had not been packed. */
function opened({ header, bytes }: PackedPage, unpack: Unpack): OpenPage {
  const two = header.data_page_header_v2;
  // Of version 2, the levels are never packed.
  const levels = two ? two.repetition_levels_byte_length + two.definition_levels_byte_length : 0;
  const size = header.uncompressed_page_size - levels;
  if (!(Number.isSafeInteger(levels) && levels >= 0 && levels <= bytes.length && size >= 0)) {
    throw new Error("a page has levels that cannot be");
  }
  const isPacked = size > 0 && two?.is_compressed !== false;
  const values = isPacked ? unpack(bytes.subarray(levels), size) : bytes.slice(levels, levels + size);
  if (values.length !== size) throw new Error(`a page unpacks to ${values.length} bytes, not to ${size}`);
  const all = levels === 0 ? values : new Uint8Array(levels + size);
  if (levels > 0) {
    all.set(bytes.subarray(0, levels));
    all.set(values, levels);
  }
  const plain = two && { data_page_header_v2: { ...two, is_compressed: false } };
  return { header: { ...header, ...plain, compressed_page_size: all.length }, bytes: all };
}

/** @throws {Error} unless the values of a page are as many as its header says, and take no more than there is */
function checkValues(
  { header, bytes }: OpenPage,
  element: SchemaElement,
  dictionary: DecodedArray | undefined,
  room: Room,
) {
  const { type = "", type_length: length = 0 } = element;
  if (header.type === "DICTIONARY_PAGE") {
    return checkPlain(bytes, 0, type, header.dictionary_page_header?.num_values ?? 0, length);
  }
  const [one, two] = [header.data_page_header, header.data_page_header_v2];
  const page = header.type === "DATA_PAGE" ? one : header.type === "DATA_PAGE_V2" ? two : undefined;
  if (!page) throw new Error(`a page is of type ${header.type}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let count = page.num_values;
  let at = 0;
  if (two === page) {
    at = two.repetition_levels_byte_length + two.definition_levels_byte_length;
    if (element.repetition_type !== "REQUIRED") {
      count = checkRuns(bytes, two.repetition_levels_byte_length, at, 1, page.num_values);
    }
    if (count !== page.num_values - two.num_nulls) throw new Error("a page has other values missing than it says");
  } else if (element.repetition_type !== "REQUIRED") {
    at = 4 + view.getUint32(0, true);
    count = checkRuns(bytes, 4, at, 1, page.num_values);
  }
  switch (page.encoding) {
    case "PLAIN":
    case "BYTE_STREAM_SPLIT":
      return checkPlain(bytes, at, type, count, length);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY": {
      if (!dictionary || (dictionary.length === 0 && count > 0)) throw new Error("a page lacks its dictionary");
      if (count === 0 && at === bytes.length) return;
      const width = view.getUint8(at);
      if (width > 0 || two) checkRuns(bytes, at + 1, bytes.length, width, count);
      return;
    }
    case "RLE": {
      if (type !== "BOOLEAN") throw new Error("a page has runs of what is no truth value");
      checkRuns(bytes, at + 4, at + 4 + view.getUint32(at, true), 1, count);
      return;
    }
    case "DELTA_BINARY_PACKED":
      checkDeltas(bytes, at, count);
      return;
    case "DELTA_LENGTH_BYTE_ARRAY":
    case "DELTA_BYTE_ARRAY": {
      const shared = new Int32Array(page.encoding === "DELTA_BYTE_ARRAY" ? count : 0);
      const lengths = new Int32Array(count);
      for (const integers of shared.length > 0 ? [shared, lengths] : [lengths]) {
        const end = checkDeltas(bytes, at, count);
        deltaBinaryUnpack({ view, offset: at }, count, integers);
        at = end;
      }
      room.bytes -= checkTexts(lengths, shared, bytes.length - at, room.bytes);
      return;
    }
  }
  throw new Error(`a page has values written in ${page.encoding}`);
}
