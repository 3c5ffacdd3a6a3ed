import { FormatError } from "../errors.js";
import { type Content, contentOfArray } from "./content.js";
import { type CsvOptions, tableFromCsv } from "./csv.js";
import { gunzip, isGzip } from "./gzip.js";
import { parseIdx } from "./idx.js";
import { isNpy, parseNpy } from "./npy.js";
import type { NamedBytes } from "./png.js";

/** What one file may be asked for. */
export interface FileOptions {
  /** Of arrays: a file of labels, IDX or NPY, one class index (0 to 255) a sample. */
  readonly labels?: NamedBytes;
  /** Of files that hold several arrays: the name of the one to take. */
  readonly array?: string;
  /** Of images: whether height and width are exchanged, as EMNIST needs; default false. */
  readonly transpose?: boolean;
}

/**
 * What a file holds, told by its content.
 * @param expected names of columns that a table's header would hold, where they are known
 */
export async function contentOf(
  given: Uint8Array,
  name: string,
  options: FileOptions & CsvOptions,
  expected?: readonly string[],
): Promise<Content> {
  const bytes = isGzip(given) ? await gunzip(given, { name }) : given;
  if (isNpy(bytes)) return contentOfArray(parseNpy(bytes, name), name);
  if (bytes[0] === 0 && bytes[1] === 0) {
    const { shape, data } = parseIdx(bytes, name);
    return contentOfArray({ shape, data, type: "u1" }, name);
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) throw new FormatError(`${name} is a ZIP archive.`);
  return { kind: "table", table: tableFromCsv(bytes, name, options, expected) };
}
