import { FormatError, shown } from "../../errors.js";
import { type Hdf5DataSet, type Hdf5Group, readHdf5 } from "../../formats/hdf5.js";
import type { Tensor } from "../../model/tensor.js";
import type { SavedModel } from "../saved-model.js";
import { assembled } from "./assemble.js";
import { weightsIn } from "./layers.js";
import { jsonObject, tensorOf } from "./read.js";
import { isModel, type KerasLayer, type KerasModel, modelTree, weightedLayers } from "./tree.js";

/**
 * A model from the `.h5` of Keras 2 (and 3): `model_config` and `training_config` as JSON in attributes, the weights of each layer
 * in a group of its name. The optimizer's settings are read; its state, which every version kept differently, is not.
 * @throws {FormatError} that names what in it is not known or not valid
 */
export function readLegacyKeras(bytes: Uint8Array, file: string): SavedModel {
  const root = readHdf5(bytes, file);
  const [config] = root.texts("model_config") ?? [];
  if (config === undefined) {
    throw new FormatError(
      `${file} has weights, but no description of their model (no "model_config"). Save all of it, with model.save().`,
    );
  }
  const model = modelTree(jsonObject(config, `model_config of ${file}`), file);
  const [training] = root.texts("training_config") ?? [];
  const compiled = training === undefined ? undefined : jsonObject(training, `training_config of ${file}`);
  const weights = weightsOf(model, root, file);
  return assembled(
    model,
    {
      ...(compiled && {
        compiled: { loss: compiled.loss, metrics: compiled.metrics, optimizer: compiled.optimizer_config },
      }),
      own: {},
      weights: (layer) => weights.get(layer) ?? [],
      variables: [],
    },
    file,
  );
}

/** The weights of every layer: a model within has those of all its layers in its group, in their order. */
function weightsOf(model: KerasModel, root: Hdf5Group, file: string): Map<KerasLayer, Tensor[]> {
  const groups = root.children.get("model_weights");
  if (!groups || !("children" in groups)) throw new FormatError(`${file} has no group "model_weights". Save it again.`);
  const weights = new Map<KerasLayer, Tensor[]>();
  for (const member of model.members) {
    const layers = isModel(member) ? [...weightedLayers(member)] : weightsIn(member).length > 0 ? [member] : [];
    const group = groups.children.get(member.name);
    const where = `The group ${shown(member.name)} of ${file}`;
    const names = (group && "children" in group ? group.texts("weight_names") : undefined) ?? [];
    const needed = layers.reduce((sum, layer) => sum + weightsIn(layer).length, 0);
    if (names.length !== needed) {
      throw new FormatError(`${where} has ${names.length} weights; its layers need ${needed}.`);
    }
    let next = 0;
    for (const layer of layers) {
      const own = names.slice(next, next + weightsIn(layer).length);
      weights.set(
        layer,
        own.map((name) => tensorOf(dataSetAt(group as Hdf5Group, name, where), where)),
      );
      next += own.length;
    }
  }
  return weights;
}

function dataSetAt(group: Hdf5Group, path: string, where: string): Hdf5DataSet {
  let found: Hdf5Group | Hdf5DataSet | undefined = group;
  for (const name of path.split("/")) found = found && "children" in found ? found.children.get(name) : undefined;
  if (found && !("children" in found)) return found;
  throw new FormatError(`${where} has no weights ${shown(path)}.`);
}
