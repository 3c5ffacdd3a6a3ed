import { FormatError, shown } from "../../errors.js";
import { type Hdf5DataSet, type Hdf5Group, readHdf5 } from "../../formats/hdf5.js";
import { parseJson } from "../../formats/json.js";
import { unzip, zipEntries } from "../../formats/zip.js";
import type { Tensor } from "../../model/tensor.js";
import type { ExportedFile, SavedModel } from "../saved-model.js";
import { assembled, type Found, ownPart } from "./assemble.js";
import { isObject, type Json } from "./config.js";
import { type KerasModel, modelTree, weightedLayers } from "./tree.js";
import { OWN_KEY } from "./write.js";

const WEIGHTS = "model.weights.h5";

/** A model from Keras 3's `.keras`. @throws {FormatError} that names what in it is not known or not valid */
export async function readKerasArchive(bytes: Uint8Array, file: string): Promise<SavedModel> {
  const { model, found } = await opened(bytes, file);
  return assembled(model, found, file);
}

/**
 * An autoencoder from two archives, an encoder and the decoder of its codes. How each was compiled says nothing of the whole.
 * @throws as {@link readKerasArchive}
 */
export async function readKerasHalves(encoder: ExportedFile, decoder: ExportedFile): Promise<SavedModel> {
  const [first, second] = [await opened(encoder.bytes, encoder.name), await opened(decoder.bytes, decoder.name)];
  const foundOf = new Map(
    [first, second].flatMap(({ model, found }) =>
      Array.from(weightedLayers(model), (layer) => [layer, found] as const),
    ),
  );
  const members = [
    { ...first.model, name: "encoder", inputs: [] },
    { ...second.model, name: "decoder", inputs: ["encoder"] },
  ];
  const { input } = first.model;
  const model = {
    name: "autoencoder",
    className: "Sequential",
    path: "",
    inputs: [],
    members,
    input,
    output: "decoder",
  };
  const weights: Found["weights"] = (layer, count) => foundOf.get(layer)?.weights(layer, count) ?? [];
  return assembled(model, { own: {}, weights, variables: [] }, `${encoder.name} with ${decoder.name}`);
}

/** An archive's model, and what stands beside its layers. */
async function opened(bytes: Uint8Array, file: string): Promise<{ model: KerasModel; found: Found }> {
  const entries = new Map(zipEntries(bytes, file).map((entry) => [entry.path, entry]));
  const part = async (path: string) => {
    const entry = entries.get(path);
    if (!entry)
      throw new FormatError(`${file} has no ${path}: it is no model that Keras 3 saved. Save it with model.save().`);
    return unzip(bytes, entry, file);
  };
  const json = jsonObject(await part("config.json"), `config.json of ${file}`);
  const metadata = entries.has("metadata.json")
    ? jsonObject(await part("metadata.json"), `metadata.json of ${file}`)
    : {};
  const model = modelTree(json, file);
  const { compile_config: compiled } = json;
  const root = readHdf5(await part(WEIGHTS), `${WEIGHTS} of ${file}`);
  const variables = varsAt(root, "optimizer/");
  return {
    model,
    found: {
      // Of a model that was not compiled, it is empty.
      ...(isObject(compiled) &&
        isObject(compiled.optimizer) && {
          compiled: { loss: compiled.loss, metrics: compiled.metrics, optimizer: compiled.optimizer },
        }),
      own: ownPart(metadata, OWN_KEY),
      weights: ({ path, name }, count) => {
        const found = varsAt(root, path);
        if (found.length === count) return found.map((set) => tensorOf(set, `${path}vars of ${file}`));
        throw new FormatError(
          `The layer ${shown(name)} of ${file} has ${found.length} weights under ${path}vars; it needs ${count}.`,
        );
      },
      variables: variables.map((set) => numbersOf(set)),
    },
  };
}

/** The value of a JSON text in a file. @throws {FormatError} unless it is an object */
export function jsonObject(text: Uint8Array | string, what: string): Json {
  let json: unknown;
  try {
    json = parseJson(typeof text === "string" ? text : new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    throw new FormatError(`${what} is damaged: it is no sound JSON (${cause.message}). Save it again.`, { cause });
  }
  if (isObject(json)) return json;
  throw new FormatError(`${what} is no JSON object.`);
}

/** The variables of a layer or of the optimizer, by their numbers from 0. */
function varsAt(root: Hdf5Group, path: string): Hdf5DataSet[] {
  let group: Hdf5Group = root;
  for (const name of `${path}vars`.split("/")) {
    const child = group.children.get(name);
    if (!child || !("children" in child)) return [];
    group = child;
  }
  const sets: Hdf5DataSet[] = [];
  for (let index = 0; ; index++) {
    const set = group.children.get(`${index}`);
    if (!set || "children" in set) return sets;
    sets.push(set);
  }
}

/** Weights to the bit: of a type that 32-bit floats hold exactly. */
export function tensorOf(set: Hdf5DataSet, where: string): Tensor {
  if (set.type === "float32" || set.type === "float16") return numbersOf(set);
  throw new FormatError(`${where} has weights of type ${set.type}; only float32 and float16 can be kept exactly.`);
}

const numbersOf = (set: Hdf5DataSet): Tensor => ({ shape: [...set.shape], data: set.floats() });
