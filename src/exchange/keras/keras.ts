import { FormatError } from "../../errors.js";
import type { ModelFormat } from "../saved-model.js";

/** Keras's files: `.keras` of Keras 3, written and read, and `.h5` of Keras 2 and 3, read. */
export const keras: ModelFormat = {
  async write() {
    throw new FormatError("Keras's files are not written yet.");
  },
};
