import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FittedPreparation, kindOf, preparationOf } from "../data.js";
import {
  ArgumentError,
  DataError,
  type Description,
  decodeSafetensors,
  describeFile,
  encodeSafetensors,
  FormatError,
  type Threshold,
} from "../index.js";
import { look, readBytes } from "./data-files.js";
import { checkFree } from "./folder-lock.js";
import { openOutputFile } from "./output.js";

/** A trained model's file. */
export interface ModelFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly description: Description;
  /** How its data are read, where it keeps that. */
  readonly preparation?: FittedPreparation;
}

/** The file of a model in its run's folder. */
const IN_FOLDER = "model.safetensors";
const DESCRIPTION_KEY = "isthmus";

/**
 * Reads a model's file.
 * @param given its path, or that of the folder of the run that wrote it
 * @throws {DataError} when there is none, {@link FormatError} when it is damaged or of something else
 */
export async function readModelFile(given: string): Promise<ModelFile> {
  const found = await stat(given).catch(() => undefined);
  const path = found?.isDirectory() ? join(given, IN_FOLDER) : given;
  if (found === undefined || (path !== given && !(await stat(path).catch(() => undefined))?.isFile())) {
    const inFolder = found ? `The folder "${given}" has no ${IN_FOLDER}.` : `There is no model "${given}".`;
    throw new DataError(
      `${inFolder} Give a model's file, or the folder of a run that has ended: isthmus train writes one.`,
    );
  }
  await look(path); // refuses pipes and devices, which would be read for ever
  const bytes = await readBytes(path);
  const kind = kindOf(bytes, path);
  if (kind !== "safetensors" && kind !== "unknown" && kind !== "empty") {
    throw new FormatError(
      `${path} is no model but ${kind === "text" ? "a text" : kind}. Give a file that isthmus train wrote; ` +
        "isthmus import makes one of another framework's model.",
    );
  }
  return { path, bytes, ...contentOf(bytes, path) };
}

function contentOf(bytes: Uint8Array, path: string): Pick<ModelFile, "description" | "preparation"> {
  if (decodeSafetensors(bytes, { name: path }).metadata[DESCRIPTION_KEY] === undefined) {
    throw new FormatError(
      `${path} has weights but no description of their model. Give a file that isthmus train wrote.`,
    );
  }
  try {
    const { description } = describeFile(bytes);
    return { description, ...(description.preparation && { preparation: preparationOf(description) }) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(`${path} holds no autoencoder: ${why} Give a file that isthmus train wrote.`, { cause });
  }
}

/**
 * Tries whether a threshold can be written into the model's file, where all else stays as it is; the old file stays until the new
 * one is whole.
 * @throws {ArgumentError} when it can't
 */
export async function openModelFile({ path, bytes, description }: ModelFile) {
  await checkFree(dirname(path));
  const file = await openOutputFile(path, "Leave out --keep, or copy the model to where it can be written.");
  return {
    keep: async (threshold: Threshold): Promise<void> => {
      if (Buffer.compare(await readBytes(path), bytes) !== 0) {
        throw new ArgumentError(`${path} has changed since it was read: the threshold is not kept. Try again.`);
      }
      const { tensors, metadata } = decodeSafetensors(bytes, { name: path });
      const json = JSON.stringify({ ...description, threshold });
      await file.write(encodeSafetensors(tensors, { ...metadata, [DESCRIPTION_KEY]: json }));
    },
  };
}
