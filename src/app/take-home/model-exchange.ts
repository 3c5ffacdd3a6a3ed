import { storedZip } from "../../formats/zip-writer.js";
import { exportModel, importModel, type ModelFormatName, type Part } from "../../formats.js";
import { FormatError } from "../../index.js";
import { modelAmong } from "../state/model-names.js";
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
 * A model that was given as files, ours or another program's, as a file of ours.
 * @throws {FormatError} for what is no model that can be read, {@link DataError} for a file that has gone
 */
export async function imported(given: readonly GivenFile[]): Promise<Uint8Array> {
  const files = await Promise.all(given.map(async ({ file, path }) => ({ name: path, bytes: await bytesOf(file) })));
  try {
    return await importModel(files);
  } catch (error) {
    // What has the name of no model was perhaps to be trained on.
    if (!(error instanceof FormatError) || modelAmong(files.map(({ name }) => name))) throw error;
    throw new FormatError(`${error.message} Data to train on is chosen under Data.`, { cause: error });
  }
}
