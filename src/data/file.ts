import { DataError, FormatError } from "../errors.js";
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
  const labels = options.labels && { labels: await labelsIn(options.labels) };
  if (isNpy(bytes)) return contentOfArray(parseNpy(bytes, name), name, labels);
  if (bytes[0] === 0 && bytes[1] === 0) {
    const { shape, data } = parseIdx(bytes, name);
    return contentOfArray({ shape, data, type: "u1" }, name, labels);
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) throw new FormatError(`${name} is a ZIP archive.`);
  return { kind: "table", table: tableFromCsv(bytes, name, options, expected) };
}

/** The labels that a file of them holds. @throws {DataError} for what are no class indices */
async function labelsIn({ bytes, name }: NamedBytes): Promise<Uint8Array> {
  const content = await contentOf(bytes, name, {});
  if (content.kind === "table" || content.shape.length > 0) {
    throw new DataError(`${name} holds no labels: they have a single axis, one class index a sample.`);
  }
  const { data } = content.grid;
  const bad = data.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value <= 255));
  if (bad < 0) return Uint8Array.from(data);
  throw new DataError(`${name} has ${data[bad]} at ${bad}: labels are class indices, whole numbers from 0 to 255.`);
}
