import { FormatError, shown } from "../../errors.js";
import { DESCRIPTION_KEY, descriptionFrom } from "../own-description.js";
import type { ExportedFile, ModelFormat, Part, SavedModel } from "../saved-model.js";
import { decodeOnnx } from "./decode.js";
import { encodeOnnx } from "./encode.js";
import { onnxModelOf, PART_KEY } from "./graph.js";
import { ownModel } from "./own.js";
import { modelOfGraph } from "./read-graph.js";

/** ONNX (onnx.ai): one file. Read are our own, and plain autoencoders of others, such as those that PyTorch exports. */
export const onnx: ModelFormat = {
  async write(model: SavedModel, part: Part): Promise<ExportedFile[]> {
    return [{ name: `${part}.onnx`, bytes: encodeOnnx(onnxModelOf(model, part)) }];
  },

  async read(files: readonly ExportedFile[]): Promise<SavedModel> {
    const file = files.find(({ name }) => name.endsWith(".onnx")) ?? (files.length === 1 ? files[0] : undefined);
    if (!file) throw new FormatError("There is no .onnx file among those given.");
    const model = decodeOnnx(
      file,
      files.filter((other) => other !== file),
    );
    const part = model.metadata[PART_KEY];
    if (part !== undefined) {
      throw new FormatError(`${file.name} has the ${shown(part)} of a model alone. Read the file of all of it.`);
    }
    const json = model.metadata[DESCRIPTION_KEY];
    const own = json === undefined ? undefined : ownModel(model, descriptionFrom(json, file.name), file.name);
    return own ?? modelOfGraph(model, file.name);
  },
};
