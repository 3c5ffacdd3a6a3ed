import { FormatError, IsthmusError } from "../errors.js";
import { parseJson } from "../formats/json.js";
import { type Description, type DescriptionOptions, describe, networkOf } from "../model/description.js";
import type { Tensor } from "../model/tensor.js";
import { checkTensors, layOut } from "../plan/arena.js";
import type { SavedModel } from "./saved-model.js";

/** Where a format has room for more than it knows: our description of the model, as JSON. */
export const DESCRIPTION_KEY = "isthmus";

/**
 * A model that a file describes, its weights held against it.
 * @throws {ArgumentError}, {@link ShapeError} for layers that do not meet or weights that do not fit, {@link DataError} for
 * weights that are not finite
 */
export function checkedModel(options: DescriptionOptions, weights: Readonly<Record<string, Tensor>>): SavedModel {
  const description = describe(options);
  checkTensors(layOut(networkOf(description).layers), weights);
  return { description, weights };
}

/** Our own description, as a file has it. @throws {FormatError} when it is none */
export function descriptionFrom(json: string, file: string): Description {
  try {
    return describe(parseJson(json) as DescriptionOptions);
  } catch (cause) {
    const reason = cause instanceof IsthmusError || cause instanceof SyntaxError ? cause.message : String(cause);
    // What it quotes may be as long as the file.
    throw new FormatError(`${file} has a description of its model that is not valid: ${reason.slice(0, 500)}`, {
      cause,
    });
  }
}
