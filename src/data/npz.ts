/** NPZ, NumPy's format for several arrays: a ZIP archive with an NPY file for each, `NAME.npy`. */

import { DataError, FormatError } from "../errors.js";
import { unzip, unzipBeginning, type ZipEntry, zipEntries } from "../formats/zip.js";
import { type ChosenArray, chooseArray, partnersOf } from "./choose-array.js";
import { checkNpyLength, parseNpy, readNpyHeader } from "./npy.js";

/** More of an entry than the longest header that is read. */
const BEGINNING = 10_100;

/**
 * The array of an NPZ file that holds the samples: the one that is wanted, or the only one, or the one with a usual name
 * (`x_train`), with its labels where they have the name that belongs to it (`y_train`).
 * @param wanted name of an array, with or without `.npy`
 * @throws {FormatError} when the archive or an array is damaged or holds what cannot be read
 * @throws {DataError} when no array can be chosen, or the wanted one is not there; the message lists the arrays
 */
export async function arrayFromNpz(bytes: Uint8Array, name: string, wanted?: string): Promise<ChosenArray> {
  const entries = new Map<string, ZipEntry>();
  for (const entry of zipEntries(bytes, name)) {
    if (entry.path.endsWith(".npy")) entries.set(entry.path.slice(0, -".npy".length), entry);
  }
  if (entries.size === 0) {
    throw new DataError(`${name} is a ZIP archive without arrays. Save them with numpy.savez(file, x_train=a).`);
  }
  const keys = [...entries.keys()];
  const read = async (key: string) => {
    const entry = entries.get(key);
    if (!entry) throw new Error(`there is no ${key}`);
    const array = `${name}, array ${JSON.stringify(key)}`;
    // Its header says what it unpacks to before it is.
    checkNpyLength(readNpyHeader(await unzipBeginning(bytes, entry, BEGINNING, name), array), entry.size, array);
    return parseNpy(await unzip(bytes, entry, name), array);
  };
  const describe = async (key: string) => {
    const entry = entries.get(key);
    if (!entry) throw new Error(`there is no ${key}`);
    try {
      const { header } = readNpyHeader(await unzipBeginning(bytes, entry, BEGINNING, name), name);
      return `${header.shape.join(" × ") || "one value"}, ${header.type ?? "records"}`;
    } catch (error) {
      if (error instanceof FormatError) return "damaged";
      throw error;
    }
  };
  const key = await chooseArray(keys, name, describe, wanted?.replace(/\.npy$/, ""));
  const { labels, test } = partnersOf(key, keys);
  return {
    array: await read(key),
    key,
    ...(labels !== undefined && { labels: await read(labels), labelsKey: labels }),
    ...(test !== undefined && { test }),
    others: keys.filter((other) => other !== key),
  };
}
