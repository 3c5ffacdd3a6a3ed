import { FormatError } from "../errors.js";
import { type CsvOptions, datasetFromCsv } from "./csv.js";
import type { Dataset } from "./dataset.js";
import { gunzip, isGzip } from "./gzip.js";
import { imagesFromIdx } from "./idx.js";
import { datasetFromNpy, isNpy } from "./npy.js";

/** What may be said about a file; each format takes what concerns it. */
export type FileOptions = Pick<CsvOptions, "header" | "labelColumn" | "shape" | "scale">;

/** What a file is that has no samples for us, by its first bytes. */
const REFUSED: readonly (readonly [begin: readonly number[], what: string])[] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    "a ZIP archive (.npz, .xlsx and .zip are). Take the array or table out of it: save one array as .npy (numpy.save), or " +
      "a sheet as .csv",
  ],
  [[0x89, 0x50, 0x4e, 0x47], "a single picture (PNG). Give the folder, or all the pictures, instead"],
  [[0xff, 0xd8, 0xff], "a single picture (JPEG). Give all the pictures in a browser, or a folder of them as PNG"],
  [[0x89, 0x48, 0x44, 0x46], "an HDF5 file. Save its array as .npy (numpy.save)"],
  [[0x50, 0x41, 0x52, 0x31], "a Parquet file. Save its table as .csv"],
];

/**
 * A data set from a file of any format that holds many samples: IDX, NPY or CSV, plain or gzipped. Binary formats are told
 * by their content, tables by their names (`.csv`, `.tsv`, `.txt`).
 * @param name the file's name
 * @throws {FormatError}, {DataError}, {ShapeError}, {ArgumentError} as the formats' readers do; messages begin with the name
 */
export async function datasetFromFile(bytes: Uint8Array, name: string, options: FileOptions = {}): Promise<Dataset> {
  const content = isGzip(bytes) ? await gunzip(bytes, { name }) : bytes;
  const plainName = name.replace(/\.gz$/i, "");
  for (const [begin, what] of REFUSED) {
    if (begin.every((byte, index) => content[index] === byte)) throw new FormatError(`${name} is ${what}.`);
  }
  if (isNpy(content) || /\.npy$/i.test(plainName)) {
    const { shape, scale } = options;
    return datasetFromNpy(content, { name, ...(shape && { shape }), ...(scale && { scale }) });
  }
  if (/\.(csv|tsv|txt)$/i.test(plainName)) return datasetFromCsv(content, { ...options, name });
  return imagesFromIdx(content, { name });
}
