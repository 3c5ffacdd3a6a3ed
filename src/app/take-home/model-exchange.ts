import { unzip, zipEntries } from "../../formats/zip.js";
import { storedZip } from "../../formats/zip-writer.js";
import { type ExportedFile, exportModel, importModel, type ModelFormatName, type Part } from "../../formats.js";
import { FormatError } from "../../index.js";
import { isArchive, modelAmong } from "../state/model-files.js";
import { bytesOf } from "../worker/own-files.js";
import type { GivenFile } from "../worker/protocol.js";

/** A model for another program, as one file to keep: an archive where the format has several. */
export async function exported(
  file: Uint8Array,
  format: ModelFormatName,
  part: Part,
): Promise<{ readonly name: string; readonly content: Blob }> {
  const files = await exportModel(file, format, { part });
  const [only] = files;
  if (only && files.length === 1) return { name: only.name, content: new Blob([new Uint8Array(only.bytes)]) };
  return { name: `${part}-${format}.zip`, content: new Blob([new Uint8Array(storedZip(files))]) };
}

/**
 * A model that was given as files, ours or another program's, as a file of ours; an archive stands for the files in it.
 * @throws {FormatError} for what is no model that can be read, {@link DataError} for a file that has gone
 */
export async function imported(given: readonly GivenFile[]): Promise<Uint8Array> {
  const files = await Promise.all(given.map(async ({ file, path }) => ({ name: path, bytes: await bytesOf(file) })));
  return importModel((await Promise.all(files.map(unpacked))).flat());
}

async function unpacked(file: ExportedFile): Promise<ExportedFile[]> {
  const { name, bytes } = file;
  if (!isArchive(name)) return [file];
  const entries = zipEntries(bytes, name);
  // A .keras is an archive too, and some programs rename it when they save it.
  if (entries.some(({ path }) => path === "model.weights.h5")) return [file];
  const model = modelAmong(entries.map(({ path }) => path));
  if (model === undefined || isArchive(model)) {
    throw new FormatError(
      `${name} holds no model. Data are read as they are: take the table or the pictures out of it.`,
    );
  }
  return Promise.all(entries.map(async (entry) => ({ name: entry.path, bytes: await unzip(bytes, entry, name) })));
}
