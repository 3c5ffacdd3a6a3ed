import { FormatError, IsthmusError } from "../errors.js";
import type { SafetensorsContent } from "../formats/safetensors.js";
import type { Progress } from "./model.js";

/** What a model's file has in its metadata: the model's description, and how far training has come, as JSON each. */
export const DESCRIPTION_KEY = "isthmus";
export const PROGRESS_KEY = "isthmus.progress";

/** The description of a file's model. @throws {FormatError} when there is none, or none that `read` accepts */
export function descriptionIn<D>({ metadata }: SafetensorsContent, read: (json: never) => D): D {
  const json = metadata[DESCRIPTION_KEY];
  if (json === undefined) {
    throw new FormatError(
      `The file has weights but no description of their model (no "${DESCRIPTION_KEY}" in its metadata). ` +
        "Create the model and give it the weights with setWeights().",
    );
  }
  try {
    return read(JSON.parse(json) as never);
  } catch (cause) {
    const reason = cause instanceof IsthmusError || cause instanceof SyntaxError ? cause.message : String(cause);
    throw new FormatError(`The file's description of its model is not valid: ${reason}`, { cause });
  }
}

export function progressIn(json: string): Progress {
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  try {
    const { epochs, iterations, learningRate } = JSON.parse(json) as Progress;
    if (isCount(epochs) && isCount(iterations) && learningRate > 0) return { epochs, iterations, learningRate };
  } catch {
    // Refused below, like every other thing that is not a progress.
  }
  throw new FormatError(`The file's "${PROGRESS_KEY}" does not say how far training has come: ${json}`);
}
