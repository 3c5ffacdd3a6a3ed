import { FormatError, IsthmusError } from "../errors.js";
import { parseJson } from "../formats/json.js";
import type { SafetensorsContent } from "../formats/safetensors.js";
import type { Tensor } from "../model/tensor.js";
import { ARENAS } from "../plan/plan.js";
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
    return read(parseJson(json) as never);
  } catch (cause) {
    const reason = cause instanceof IsthmusError || cause instanceof SyntaxError ? cause.message : String(cause);
    throw new FormatError(`The file's description of its model is not valid: ${reason}`, { cause });
  }
}

/** What training changes, as a file holds it: tensors by arena and name, and how far training had come where it says so. */
export interface SavedState {
  readonly arenas: Readonly<Record<string, Readonly<Record<string, Tensor>>>>;
  readonly progress?: Progress;
}

/** @throws {FormatError} for a progress that is none */
export function stateIn({ tensors, metadata }: SafetensorsContent): SavedState {
  const progress = metadata[PROGRESS_KEY];
  if (progress === undefined) return { arenas: { [ARENAS.weights]: tensors } };
  // Without prototypes: a tensor may be called anything.
  const arenas: Record<string, Record<string, Tensor>> = Object.create(null);
  arenas[ARENAS.weights] = Object.create(null);
  for (const [name, tensor] of Object.entries(tensors)) {
    const [, arena = ARENAS.weights, parameter = name] = /^(slot\.[^.]+)\.(.+)$/.exec(name) ?? [];
    arenas[arena] ??= Object.create(null) as Record<string, Tensor>;
    (arenas[arena] as Record<string, Tensor>)[parameter] = tensor;
  }
  return { arenas, progress: progressIn(progress) };
}

function progressIn(json: string): Progress {
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  try {
    const { epochs, iterations, learningRate } = parseJson(json) as Progress;
    if (isCount(epochs) && isCount(iterations) && learningRate > 0) return { epochs, iterations, learningRate };
  } catch {
    // Refused below, like every other thing that is not a progress.
  }
  throw new FormatError(`The file's "${PROGRESS_KEY}" does not say how far training has come: ${json.slice(0, 60)}`);
}
