/**
 * Parquet, the column store of pandas, Arrow and Spark, read by hyparquet. A table's columns become numbers or texts;
 * nested ones are refused.
 */

import { type FileMetaData, parquetMetadata, type SchemaElement } from "hyparquet";
import { DataError, FormatError, IsthmusError } from "../errors.js";
import { mostUnpacked } from "../formats/unpacking.js";
import { unpackersFor } from "./parquet-codecs.js";
import { columnReader, type Value } from "./parquet-column.js";
import { checkPages } from "./parquet-pages.js";
import { type Room, readColumn } from "./parquet-values.js";
import type { Table, TableColumn } from "./table.js";
import { checkThrift } from "./thrift.js";

/** Bytes that all columns together may take; an array of 2 GiB is as much as every browser can hold. */
const LIMIT = 2 ** 31;
/** Behind the footer: its length, and `PAR1`. */
const END_BYTES = 8;

/**
 * The table of a Parquet file: booleans as 0 and 1, integers and decimals as the nearest 64-bit floats, dates and times as
 * texts in ISO 8601 (`2026-11-26`, `2026-11-26T13:05:00.25`, with a `Z` where the file says that they are UTC). Indices of
 * pandas come as columns, as they stand in the file.
 * @param name the file's name, for error messages
 * @throws {FormatError} when the file is damaged or cut short
 * @throws {DataError} when it holds what is no table of numbers and texts, or more than fits; the message names columns
 */
export async function tableFromParquet(bytes: Uint8Array, name: string): Promise<Table> {
  try {
    checkFooter(bytes);
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    const elements = columnsOf(metadata, name);
    const limit = Math.min(LIMIT, mostUnpacked(bytes.length));
    const rows = checkSize(metadata, elements.length, name, limit);
    checkColumns(metadata, elements);
    checkPages(bytes, metadata, limit);
    const readers = elements.map((element) => columnReader(element, rows, name));
    const unpackers = await unpackersFor(metadata);
    const room: Room = { bytes: limit };
    const columns: TableColumn[] = [];
    for (const [index, reader] of readers.entries()) {
      const [root, element] = [metadata.schema[0], elements[index]] as [SchemaElement, SchemaElement];
      let row = 0;
      for (const { columns: parts } of metadata.row_groups) {
        const meta = parts[index]?.meta_data;
        const unpack = meta && unpackers.get(meta.codec);
        if (!unpack) throw new Error(`it is packed by ${meta?.codec ?? "nothing that is known"}`);
        const take = (values: ArrayLike<Value>) => {
          reader.take(values, row);
          row += values.length;
        };
        readColumn(bytes, meta, [root, element], reader, { unpack, room, take });
      }
      if (row !== rows) throw new Error(`column ${JSON.stringify(element.name)} lacks row ${row + 1}`);
      columns.push(reader.column());
    }
    const names = elements.map((element) => element.name);
    return { names, columns, rows, remarks: [], rowNumber: (row) => row + 1 };
  } catch (cause) {
    if (cause instanceof IsthmusError) throw cause;
    throw new FormatError(
      `${name} is Parquet that is damaged or cut short (${reasonOf(cause)}). Download or copy it again.`,
      {
        cause,
      },
    );
  }
}

/** Why reading failed: as it was said, unless it was said of our code, which took the file at its word. */
function reasonOf(cause: unknown): string {
  const isOfCode = cause instanceof TypeError || cause instanceof RangeError;
  return cause instanceof Error && !isOfCode ? cause.message : "what it says of itself is not so";
}

/** @throws {Error} where its description cannot be read; hyparquet would go on for long */
function checkFooter(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < END_BYTES) throw new Error("it is too short");
  const end = bytes.length - END_BYTES;
  const begin = end - view.getUint32(end, true);
  if (begin < 0 || checkThrift(new DataView(bytes.buffer, bytes.byteOffset, end), begin) > end) {
    throw new Error("its description is longer than it is");
  }
}

/** @throws {Error} unless every part of the table has its columns, in their order */
function checkColumns({ row_groups }: FileMetaData, elements: readonly SchemaElement[]): void {
  const fits = row_groups.every(
    ({ columns }) =>
      columns.length === elements.length &&
      columns.every(({ meta_data: meta }, index) => {
        const [name, ...more] = meta?.path_in_schema ?? [];
        return name === elements[index]?.name && more.length === 0 && meta?.type === elements[index]?.type;
      }),
  );
  if (!fits) throw new Error("a part of it has other columns");
}

/** The columns, all flat and of different names. */
function columnsOf({ schema }: FileMetaData, name: string): SchemaElement[] {
  const [root, ...elements] = schema;
  const nested: string[] = [];
  const flat: SchemaElement[] = [];
  for (let at = 0; at < elements.length; ) {
    const element = elements[at] as SchemaElement;
    const end = endOf(elements, at);
    if (end > at + 1 || element.repetition_type === "REPEATED") nested.push(JSON.stringify(element.name));
    else flat.push(element);
    at = end;
  }
  if ((root?.num_children ?? 0) !== nested.length + flat.length) throw new Error("its schema is no tree");
  if (nested.length > 0) {
    throw new DataError(
      `${name} has nested columns (lists, maps or structs): ${nested.join(", ")}. Write the table without them, or with ` +
        "a column for each of their values.",
    );
  }
  const names = new Set<string>();
  const twice = flat.find(({ name: column }) => names.size === names.add(column).size)?.name;
  if (twice !== undefined) throw new DataError(`${name} has two columns ${JSON.stringify(twice)}. Rename one of them.`);
  if (flat.length === 0) throw new DataError(`${name} has no columns. Write a table with at least one.`);
  return flat;
}

/** Where the schema goes on after an element and all that is in it; without recursion, since a file may nest at will. */
function endOf(elements: readonly SchemaElement[], begin: number): number {
  let at = begin;
  for (let open = 1; open > 0 && at < elements.length; at++) open += (elements[at]?.num_children ?? 0) - 1;
  return at;
}

/** @returns the number of rows, once all columns of so many fit */
function checkSize({ num_rows, row_groups }: FileMetaData, columns: number, name: string, limit: number): number {
  const rows = Number(num_rows);
  const inGroups = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows < 0 || rows !== inGroups) throw new Error(`it has ${rows} rows, its parts have ${inGroups}`);
  const size = rows * columns * Float64Array.BYTES_PER_ELEMENT;
  if (size > limit) {
    throw new DataError(
      `${name} has ${rows} rows of ${columns} columns, ${size} bytes; at most ${limit} can be read${limit < LIMIT ? " of a file so small" : ""}. Write fewer columns, or ` +
        "the table in parts.",
    );
  }
  return rows;
}
