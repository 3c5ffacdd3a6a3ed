/**
 * Parquet, the column store of pandas, Arrow and Spark, read by hyparquet. A table's columns become numbers or texts;
 * nested ones are refused.
 */

import { type Compressors, type FileMetaData, parquetMetadata, parquetRead, type SchemaElement } from "hyparquet";
import { DataError, FormatError, IsthmusError } from "../errors.js";
import { type ColumnReader, columnReader, type Value } from "./parquet-column.js";
import { checkPages, compressorsFor } from "./parquet-pages.js";
import type { Table, TableColumn } from "./table.js";

/** Bytes that all columns together may take; an array of 2 GiB is as much as every browser can hold. */
const LIMIT = 2 ** 31;

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
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    const elements = columnsOf(metadata, name);
    const rows = checkSize(metadata, elements.length, name);
    checkPages(bytes, metadata, LIMIT);
    const readers = elements.map((element) => columnReader(element, rows, name));
    const compressors = await compressorsFor(metadata);
    const columns: TableColumn[] = [];
    for (const [index, element] of elements.entries()) {
      const reader = readers[index] as ColumnReader;
      await readColumn(bytes, metadata, element.name, reader, compressors);
      columns.push(reader.column());
    }
    const names = elements.map((element) => element.name);
    return { names, columns, rows, remarks: [], rowNumber: (row) => row + 1 };
  } catch (cause) {
    if (cause instanceof IsthmusError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(`${name} is Parquet that is damaged or cut short (${reason}). Download or copy it again.`, {
      cause,
    });
  }
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
  const names = flat.map((element) => element.name);
  const twice = names.find((column, index) => names.indexOf(column) < index);
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
function checkSize({ num_rows, row_groups }: FileMetaData, columns: number, name: string): number {
  const rows = Number(num_rows);
  const inGroups = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows < 0 || rows !== inGroups) throw new Error(`it has ${rows} rows, its parts have ${inGroups}`);
  const size = rows * columns * Float64Array.BYTES_PER_ELEMENT;
  if (size > LIMIT) {
    throw new DataError(
      `${name} has ${rows} rows of ${columns} columns, ${size} bytes; at most ${LIMIT} can be read. Write fewer columns, or ` +
        "the table in parts.",
    );
  }
  return rows;
}

async function readColumn(
  bytes: Uint8Array,
  metadata: FileMetaData,
  column: string,
  reader: ColumnReader,
  compressors: Compressors,
): Promise<void> {
  const file = {
    byteLength: bytes.length,
    slice: (begin: number, end?: number) => new Uint8Array(bytes.subarray(begin, end)).buffer,
  };
  let begin = 0;
  for (const group of metadata.row_groups) {
    const end = begin + Number(group.num_rows);
    const chunks: { readonly from: number; readonly values: ArrayLike<Value> }[] = [];
    await parquetRead({
      file,
      metadata,
      columns: [column],
      rowStart: begin,
      rowEnd: end,
      compressors,
      parsers: reader.parsers,
      geoparquet: false,
      // Errors thrown here would be nobody's: the values are read afterwards.
      onChunk: ({ columnData, rowStart }) => chunks.push({ from: rowStart, values: columnData as ArrayLike<Value> }),
    });
    let next = begin;
    for (const { from, values } of chunks) {
      if (from !== next || next + values.length > end)
        throw new Error(`column ${JSON.stringify(column)} is out of step`);
      reader.take(values, from);
      next += values.length;
    }
    if (next !== end) throw new Error(`column ${JSON.stringify(column)} lacks row ${next + 1}`);
    begin = end;
  }
}
