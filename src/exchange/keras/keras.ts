import { FormatError } from "../../errors.js";
import type { ModelFormat } from "../saved-model.js";
import { readLegacyKeras } from "./legacy.js";
import { readKerasArchive, readKerasHalves } from "./read.js";
import { writeKeras } from "./write.js";

/** Keras's files: `.keras` of Keras 3, written and read, and `.h5` of Keras 2 and 3, read. */
export const keras: ModelFormat = {
  async write(model, part) {
    return writeKeras(model, part);
  },
  async read(files) {
    const [file, ...more] = files;
    const half = (name: string) => files.find((one) => one.name.split("/").at(-1) === `${name}.keras`);
    const [encoder, decoder] = [half("encoder"), half("decoder")];
    if (encoder && decoder && files.length === 2) return readKerasHalves(encoder, decoder);
    if (!file || more.length > 0) {
      throw new FormatError(
        `A model of Keras is one file; there are ${files.length}. Give the .keras or .h5 alone, or a folder of encoder.keras and ` +
          "decoder.keras.",
      );
    }
    const { name, bytes } = file;
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readKerasArchive(bytes, name);
    return readLegacyKeras(bytes, name);
  },
};
