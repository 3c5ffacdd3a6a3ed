import { ArgumentError, FormatError } from "../errors.js";
import { type BytesSource, bytesOf, readBytes } from "./bytes.js";
import { type ArrayContent, type Content, contentOfArray, labelsOfArray } from "./content.js";
import { type CsvOptions, tableFromCsv } from "./csv.js";
import type { NumberArray } from "./grid.js";
import { gunzip, isGzip } from "./gzip.js";
import { kindOf, UNREADABLE } from "./kind.js";
import { parseNpy } from "./npy.js";
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
 * @throws {FormatError} for what cannot be read, {DataError} for what holds no samples
 */
export async function contentOf(
  given: BytesSource,
  name: string,
  options: FileOptions & CsvOptions,
  expected?: readonly string[],
): Promise<Content> {
  const bytes = await unpacked(await readBytes(given, name), name);
  const kind = kindOf(bytes, name);
  if (kind === "text") return { kind: "table", table: tableFromCsv(bytes, name, options, expected) };
  if (kind === "parquet") {
    const { tableFromParquet } = await import("./parquet.js");
    return { kind: "table", table: await tableFromParquet(bytes, name) };
  }
  const read = await arrayOf(bytes, kind, name, options.array);
  if (!read) throw new FormatError(`${name} ${UNREADABLE.get(kind) ?? refusal(kind)}`);
  const { array, remarks } = read;
  const turned = options.transpose ? (await import("./idx-array.js")).transposePictures(array, name) : array;
  const content = contentOfArray(turned, name, {
    remarks: options.transpose ? [...remarks, "transposed"] : remarks,
    ...(options.transpose && { transposed: true }),
  });
  const labels = await labelsFor(content, name, options.labels, read.labels);
  return labels ? { ...content, labels } : content;
}

async function unpacked(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  return isGzip(bytes) ? gunzip(bytes, { name }) : bytes;
}

/** An array of a file, and what is said of it. */
interface Found {
  readonly array: NumberArray;
  readonly labels?: { readonly array: NumberArray; readonly name: string };
  readonly remarks: readonly string[];
}

/** The array that a file holds; of several, the wanted or the usual one. Nothing for a file that holds none. */
async function arrayOf(
  bytes: Uint8Array,
  kind: string,
  name: string,
  wanted: string | undefined,
): Promise<Found | undefined> {
  switch (kind) {
    case "npz":
    case "safetensors": {
      const { array, key, labels, labelsKey, others } =
        kind === "npz"
          ? await (await import("./npz.js")).arrayFromNpz(bytes, name, wanted)
          : await (await import("./safetensors-array.js")).arrayFromSafetensors(bytes, name, wanted);
      const unread = others.filter((other) => other !== labelsKey);
      return {
        array,
        ...(labels && { labels: { array: labels, name: `${name}, array "${labelsKey}"` } }),
        remarks: [
          ...(others.length > 0 ? [`array "${key}"`] : []),
          ...(labels ? [`labels from "${labelsKey}"`] : []),
          ...(unread.length > 0 ? [`not read: ${unread.join(", ")}`] : []),
        ],
      };
    }
    case "npy":
      refuseArray(wanted, name);
      return { array: parseNpy(bytes, name), remarks: [] };
    case "idx":
      refuseArray(wanted, name);
      return { array: (await import("./idx-array.js")).arrayFromIdx(bytes, name), remarks: [] };
    default:
      return undefined;
  }
}

function refuseArray(wanted: string | undefined, name: string): void {
  if (wanted === undefined) return;
  throw new ArgumentError(`array (--array) chooses one of several arrays, and ${name} holds one. Leave it out.`);
}

function refusal(kind: string): string {
  if (kind === "unknown") return "is of no format that can be read: IDX, NPY, NPZ, CSV, Parquet and safetensors are.";
  return `is a single picture (${kind.toUpperCase()}). Give all the pictures, or the folder that they are in.`;
}

/** Labels of a file of their own, or those that came with the samples and fit them. */
async function labelsFor(
  { grid }: ArrayContent,
  name: string,
  file: NamedBytes | undefined,
  found: Found["labels"],
): Promise<Uint8Array | undefined> {
  if (file) {
    const bytes = await unpacked(bytesOf(file.bytes, file.name), file.name);
    const read = await arrayOf(bytes, kindOf(bytes, file.name), file.name, undefined);
    if (!read) throw new FormatError(`${file.name} holds no labels that can be read. Give them as IDX or NPY.`);
    return labelsOfArray(read.array, file.name, grid.rows, name);
  }
  return found && labelsOfArray(found.array, found.name, grid.rows, name);
}
