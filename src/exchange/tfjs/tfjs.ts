import { FormatError, shown } from "../../errors.js";
import { joined } from "../../formats/joined.js";
import { type DescriptionOptions, describe } from "../../model/description.js";
import type { Tensor } from "../../model/tensor.js";
import { assembled } from "../keras/assemble.js";
import { isObject, type Json } from "../keras/config.js";
import { weightsIn } from "../keras/layers.js";
import { jsonObject } from "../keras/read.js";
import { modelTree } from "../keras/tree.js";
import { descriptionFrom } from "../own-description.js";
import type { ExportedFile, ModelFormat, Part, SavedModel } from "../saved-model.js";
import { MODEL_FILE, OWN_KEY, topologyOf, writeTfjs } from "./write.js";

/** Layers models of TensorFlow.js: `model.json`, and the weights in files beside it. */
export const tfjs: ModelFormat = {
  async write(model: SavedModel, part: Part): Promise<ExportedFile[]> {
    return writeTfjs(model, part);
  },

  async read(files: readonly ExportedFile[]): Promise<SavedModel> {
    const file = files.find(({ name }) => /\.json$/i.test(name));
    if (!file) throw new FormatError(`There is no ${MODEL_FILE} among the files given.`);
    const json = jsonObject(file.bytes, file.name);
    const { modelTopology: topology, weightsManifest: manifest, userDefinedMetadata: metadata } = json;
    if (!isObject(topology) || !Array.isArray(manifest)) {
      throw new FormatError(
        `${file.name} is no layers model of TensorFlow.js: it has no modelTopology with weights. Graph models cannot be read; ` +
          "save a layers model, with model.save().",
      );
    }
    const weights = weightsOf(manifest, files, file.name);
    const own = isObject(metadata) ? metadata[OWN_KEY] : undefined;
    if (isObject(own) && own.part !== undefined) {
      throw new FormatError(`${file.name} has the ${shown(own.part)} of a model alone. Read the file of all of it.`);
    }
    const ours = own === undefined ? undefined : ownModel(own, topology, weights, file.name);
    return ours ?? foreignModel(topology, weights, file.name);
  },
};

/** The model of the description, if the layers are still those that it says. */
function ownModel(
  own: unknown,
  topology: Json,
  tensors: ReadonlyMap<string, Tensor>,
  file: string,
): SavedModel | undefined {
  const description = descriptionFrom(JSON.stringify(own), file);
  const { json, weights } = topologyOf({ description }, "autoencoder");
  if (!contains(topology, json)) return undefined;
  const found: Record<string, Tensor> = {};
  for (const { name, ours } of weights) found[ours] = tensorNamed(tensors, name, file);
  return { description, weights: found };
}

/** Whether all that is expected is there; what else there is, TensorFlow.js adds when it saves: initializers, and what has defaults. */
function contains(given: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    const isList = Array.isArray(given) && given.length === expected.length;
    return isList && expected.every((value, index) => contains(given[index], value));
  }
  if (isObject(expected)) {
    return isObject(given) && Object.entries(expected).every(([key, value]) => contains(given[key], value));
  }
  return given === expected || ((given === undefined || given === null) && isDefault(expected));
}

/** What a file of TensorFlow.js leaves out. */
const isDefault = (value: unknown) => value === null || value === "float32" || value === 1 || value === true;

function foreignModel(topology: Json, tensors: ReadonlyMap<string, Tensor>, file: string): SavedModel {
  const model = modelTree(topology.model_config ?? topology, file);
  const saved = assembled(
    model,
    {
      own: {},
      weights: (layer) => weightsIn(layer).map((weight) => tensorNamed(tensors, `${layer.name}/${weight}`, file)),
      variables: [],
    },
    file,
  );
  return { ...saved, description: describe(saved.description as DescriptionOptions) };
}

function tensorNamed(tensors: ReadonlyMap<string, Tensor>, name: string, file: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor) return tensor;
  throw new FormatError(`${file} has no weight ${shown(name)}. Save the model again.`);
}

/** All weights by their names. Lengths are held against the files before anything is made. */
function weightsOf(manifest: readonly unknown[], files: readonly ExportedFile[], file: string): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  const used = new Set<ExportedFile>();
  for (const group of manifest) {
    const { paths, weights } = Object(group) as { paths?: unknown; weights?: unknown };
    if (!Array.isArray(paths) || !Array.isArray(weights)) {
      throw new FormatError(`${file} has a weightsManifest without paths and weights. Save the model again.`);
    }
    const bytes = groupBytes(paths, files, used, file);
    let at = 0;
    for (const entry of weights) {
      const { name, shape, dtype, quantization } = Object(entry) as Json;
      const isShape =
        Array.isArray(shape) && shape.length <= 64 && shape.every((length) => Number.isInteger(length) && length >= 0);
      if (typeof name !== "string" || !isShape || tensors.has(name)) {
        throw new FormatError(
          `${file} has a weight ${shown(name)} of shape ${shown(shape)}, or twice. Save the model again.`,
        );
      }
      if (dtype !== "float32" || quantization !== undefined) {
        const what = quantization === undefined ? shown(dtype) : "a quantized type";
        throw new FormatError(`${file} has the weight ${shown(name)} of ${what}; only float32 can be kept exactly.`);
      }
      const length = (shape as number[]).reduce((size, axis) => size * axis, 4);
      if (!(length <= bytes.length - at)) {
        throw new FormatError(`The weights of ${file} end before ${shown(name)} does. Give all of its files, whole.`);
      }
      const data = new Float32Array(bytes.slice(at, at + length).buffer);
      tensors.set(name, { shape: [...(shape as number[])], data });
      at += length;
    }
    if (at < bytes.length)
      throw new FormatError(`${file} has ${bytes.length - at} bytes of weights too many. Save it again.`);
  }
  return tensors;
}

/** The files of a group, one behind the other; each is used once. */
function groupBytes(
  paths: readonly unknown[],
  files: readonly ExportedFile[],
  used: Set<ExportedFile>,
  file: string,
): Uint8Array {
  const parts = paths.map((path) => {
    const base = typeof path === "string" ? path.split("/").at(-1) : undefined;
    const found = files.find(({ name }) => name.split("/").at(-1) === base);
    if (!found) {
      throw new FormatError(`${file} has its weights in ${shown(path)}, which was not given. Give both together.`);
    }
    if (used.has(found)) throw new FormatError(`${file} names the weights ${shown(path)} twice. Save it again.`);
    used.add(found);
    return found.bytes;
  });
  return joined(parts);
}
