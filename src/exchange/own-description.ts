import { FormatError, IsthmusError } from "../errors.js";
import { parseJson } from "../formats/json.js";
import { type Description, type DescriptionOptions, describe } from "../model/description.js";

/** Where a format has room for more than it knows: our description of the model, as JSON. */
export const DESCRIPTION_KEY = "isthmus";

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
