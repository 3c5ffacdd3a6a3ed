import { storedZip } from "../../formats/zip-writer.js";
import { exportModel, importModel, type ModelFormatName, type Part } from "../../formats.js";
import { type Description, describeFile } from "../../index.js";
import { CUSTOM, type Draft } from "../state/draft.js";
import { draftOf } from "../state/layer-draft.js";
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
 * A model that was given as files, ours or another program's: as a file of ours, and the settings it was made by.
 * @param draft what else the settings are
 * @throws {FormatError} for what is no model that can be read, {@link DataError} for a file that has gone
 */
export async function imported(
  given: readonly GivenFile[],
  draft: Draft,
): Promise<{ readonly file: Uint8Array; readonly draft: Draft }> {
  const files = await Promise.all(given.map(async ({ file, path }) => ({ name: path, bytes: await bytesOf(file) })));
  const file = await importModel(files);
  return { file, draft: draftFor(describeFile(file).description, draft) };
}

/** The draft with what a model was made by. Of its optimizer the learning rate can be typed, its other settings cannot. */
function draftFor({ input, encoder, decoder, loss, optimizer, seed }: Description, draft: Draft): Draft {
  return {
    ...draft,
    model: CUSTOM,
    encoder: encoder.map(draftOf),
    decoder: decoder.map(draftOf),
    input: input.length === 1 ? "row" : "image",
    loss,
    optimizer: optimizer.type,
    learningRate: String(optimizer.learningRate),
    seed: String(seed),
  };
}
