import { FormatError, shown } from "../../errors.js";
import { Config, isObject, type Json, serialized } from "./config.js";
import { checkCommon, weightsIn } from "./layers.js";
import { pathNames } from "./part.js";

/** A layer of a file. */
export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Json;
  /** Where its weights are in `model.weights.h5`: `layers/sequential/layers/dense`. */
  readonly path: string;
  /** Names of the layers, in the same model, whose outputs it takes; of the first one in a `Sequential`, none. */
  readonly inputs: readonly string[];
}

/** A model of a file: layers, of which some may be models themselves. */
export interface KerasModel {
  readonly name: string;
  readonly className: string;
  readonly path: string;
  readonly inputs: readonly string[];
  /** In the file's order, which is that of the weights. */
  readonly members: readonly (KerasLayer | KerasModel)[];
  /** Shape of a sample, where the model says it. */
  readonly input: readonly number[] | undefined;
  /** The layer whose output is the model's; of a `Sequential` the last one. */
  readonly output: string | undefined;
}

export const isModel = (member: KerasLayer | KerasModel): member is KerasModel => "members" in member;

/** More are no model: two thousand layers of ours may stand for a dozen each. */
const MOST_LAYERS = 25_000;
/** Models in models. */
const DEEPEST = 8;

/** A layer as the file serializes it, and where it stands. */
interface Place {
  readonly given: unknown;
  readonly path: string;
  readonly inputs: readonly string[];
  readonly depth: number;
}

/** The model that a file describes. @throws {FormatError} that names what is not known */
export function modelTree(given: unknown, file: string): KerasModel {
  let count = 0;
  const read = ({ given: json, path, inputs, depth }: Place): KerasLayer | KerasModel => {
    if (++count > MOST_LAYERS || depth > DEEPEST) {
      throw new FormatError(
        `${file} has more than ${MOST_LAYERS} layers, or models within each other more than ${DEEPEST} deep.`,
      );
    }
    const { className, config } = serialized(withLayers(json), `A layer of ${file}`);
    const name = typeof config.name === "string" ? config.name : className;
    if (!MODELS.includes(className)) {
      const what = `The layer ${shown(name)} of ${file} (${className})`;
      checkCommon(new Config(config, what));
      return { name, className, config, path, inputs };
    }
    const { layers } = config;
    if (!Array.isArray(layers)) throw new FormatError(`The model ${shown(name)} of ${file} has no list of layers.`);
    const sequential = className === "Sequential";
    checkCommon(
      new Config({ dtype: config.dtype, trainable: config.trainable }, `The model ${shown(name)} of ${file}`),
    );
    const next = pathNames();
    const members: (KerasLayer | KerasModel)[] = [];
    const names = new Set<string>();
    let previous: string | undefined;
    for (const [index, layer] of layers.entries()) {
      const isInput = isObject(layer) && layer.class_name === "InputLayer";
      const own = isObject(layer) && typeof layer.class_name === "string" ? layer.class_name : "";
      // The InputLayer of a Sequential is none of its layers.
      const below = sequential && isInput ? "" : `${path}layers/${next(own === "Model" ? "Functional" : own)}/`;
      const taken = sequential ? (index > 0 && previous !== undefined ? [previous] : []) : inboundOf(layer, file);
      const member = read({ given: layer, path: below, inputs: taken, depth: depth + 1 });
      // What a functional model calls a layer, where that differs from the layer's own name.
      const called = !sequential && isObject(layer) && typeof layer.name === "string" ? layer.name : member.name;
      if (names.has(called)) throw new FormatError(`${file} has two layers ${shown(called)} in one model.`);
      names.add(called);
      members.push({ ...member, name: called });
      previous = called;
    }
    const output = sequential ? previous : outputOf(config, file);
    const input = shapeOf(members, config, name, file);
    return { name, className, path, inputs, members, input, output };
  };
  const root = read({ given, path: "", inputs: [], depth: 0 });
  if (isModel(root)) return root;
  throw new FormatError(`${file} describes no model but a ${root.className}. Save a Sequential or functional model.`);
}

/** Keras 2.2 and older has a Sequential's layers in place of its configuration. */
const withLayers = (json: unknown) =>
  isObject(json) && Array.isArray(json.config) ? { ...json, config: { layers: json.config } } : json;

const MODELS = ["Sequential", "Functional", "Model"];

/** The shape of a sample: of the input layer, or as the model or its first layer was built. */
function shapeOf(members: readonly (KerasLayer | KerasModel)[], config: Json, name: string, file: string) {
  const inputs = members.filter(({ className }) => className === "InputLayer");
  if (inputs.length > 1)
    throw new FormatError(`The model ${shown(name)} of ${file} has ${inputs.length} inputs; an autoencoder has one.`);
  const first = inputs[0] ?? members[0];
  if (first && isModel(first)) return first.input;
  const given = first?.config.batch_shape ?? first?.config.batch_input_shape ?? config.build_input_shape;
  if (given === undefined || given === null) return undefined;
  const [, ...shape] = Array.isArray(given) ? given : [];
  if (shape.length > 0 && shape.every((length) => Number.isInteger(length) && length > 0)) return shape as number[];
  throw new FormatError(
    `The model ${shown(name)} of ${file} takes samples of shape ${shown(given)}; every length must be known. ` +
      "Give its Input the shape of a sample, such as (784,).",
  );
}

/** Names of the layers whose outputs a layer of a functional model takes. */
function inboundOf(layer: unknown, file: string): string[] {
  if (!isObject(layer)) return [];
  const nodes = layer.inbound_nodes;
  const what = `The layer ${shown(layer.name)} of ${file}`;
  if (!Array.isArray(nodes)) throw new FormatError(`${what} does not say what it takes.`);
  if (nodes.length === 0) return [];
  if (nodes.length > 1) throw new FormatError(`${what} is used ${nodes.length} times; shared layers cannot be kept.`);
  const [node] = nodes;
  if (isObject(node)) {
    // Keras 3: {args: [tensor]} or, of what merges, {args: [[tensor, …]]}.
    const tensors = Array.isArray(node.args) ? node.args.flat() : [];
    const known = tensors.map((tensor) =>
      isObject(tensor) && isObject(tensor.config) ? tensor.config.keras_history : tensor,
    );
    return known.map((history) => historyOf(history, what));
  }
  // Keras 2: [[name, node, tensor, {}], …]
  if (Array.isArray(node)) return node.map((history) => historyOf(history, what));
  throw new FormatError(`${what} does not say what it takes.`);
}

/** The layer that a tensor comes from: of its one use, whose number is 1 of a model within, the first output. */
function historyOf(history: unknown, what: string): string {
  if (Array.isArray(history) && typeof history[0] === "string" && history[2] === 0) return history[0];
  throw new FormatError(`${what} takes ${shown(history)}: only chains of layers can be read, each with one output.`);
}

function outputOf({ output_layers: outputs }: Json, file: string): string {
  const list = Array.isArray(outputs) && Array.isArray(outputs[0]) ? outputs : [outputs];
  if (list.length !== 1)
    throw new FormatError(`A model of ${file} has ${list.length} outputs; an autoencoder has one.`);
  return historyOf(list[0], `The output of ${file}`);
}

/** All layers with weights in the file's order, which is that of an optimizer's variables and of legacy files. */
export function* weightedLayers(model: KerasModel): Generator<KerasLayer> {
  for (const member of model.members) {
    if (isModel(member)) yield* weightedLayers(member);
    else if (weightsIn(member).length > 0) yield member;
  }
}
