import { sizeOf } from "../../data/dataset.js";
import type { PlacedLayer } from "../../model/network.js";
import type { Json } from "./config.js";
import { kerasLayer, weightsIn } from "./layers.js";
import { clippedNoiseTemplate, type Node, samplingTemplate } from "./templates.js";

/** An encoder or a decoder as one of Keras's models. */
export interface PartModel {
  /** Of the model: `Sequential` or `Functional`. */
  readonly className: string;
  readonly json: Json;
  /** Its layers with weights, in Keras's order: their class, and our names of their weights. */
  readonly weighted: readonly { readonly className: string; readonly names: readonly string[] }[];
}

/** The KL weight that a sampling layer has unless it says: 1 / (values in a sample). */
export const defaultKlWeight = (input: readonly number[]) => 1 / sizeOf(input);

/**
 * A part of a model: `Sequential` where each layer takes what the one before gives, `Functional` where some of ours stand for
 * several of Keras's.
 * @param name `encoder`
 * @param klWeight of a sampling layer that has none of its own
 */
export function partModel(
  name: string,
  layers: readonly PlacedLayer[],
  input: readonly number[],
  klWeight: number,
): PartModel {
  const nodes = nodesOf(name, layers, klWeight);
  const inputName = `${name}_input`;
  const chain = nodes.every(
    ({ inputs }, index) => inputs.length === 1 && inputs[0] === (index === 0 ? inputName : nodes[index - 1]?.name),
  );
  const start = keras("InputLayer", { name: inputName, batch_shape: [null, ...input], dtype: "float32" });
  const weighted = nodes.flatMap(({ weights: prefix, ...node }) =>
    prefix === undefined
      ? []
      : [{ className: node.className, names: weightsIn(node).map((weight) => `${prefix}.${weight}`) }],
  );
  const build = { build_config: { input_shape: [null, ...input] } };
  if (chain) {
    const list = nodes.map((node) => layerJson(node));
    const config = {
      name,
      trainable: true,
      dtype: "float32",
      layers: [start, ...list],
      build_input_shape: [null, ...input],
    };
    return { className: "Sequential", json: { ...keras("Sequential", config), ...build }, weighted };
  }
  const shapes = new Map<string, readonly number[]>([[inputName, input]]);
  for (const { name: own, shape } of nodes) shapes.set(own, shape);
  const tensor = (from: string) => ({
    class_name: "__keras_tensor__",
    config: { shape: [null, ...(shapes.get(from) ?? [])], dtype: "float32", keras_history: [from, 0, 0] },
  });
  const config = {
    name,
    trainable: true,
    layers: [
      { ...start, name: inputName, inbound_nodes: [] },
      ...nodes.map((node) => {
        const tensors = node.inputs.map(tensor);
        const args = MERGING.includes(node.className) ? [tensors] : tensors;
        return { ...layerJson(node), name: node.name, inbound_nodes: [{ args, kwargs: {} }] };
      }),
    ],
    input_layers: [inputName, 0, 0],
    output_layers: [nodes.at(-1)?.name ?? inputName, 0, 0],
  };
  return { className: "Functional", json: { ...keras("Functional", config), ...build }, weighted };
}

/** Classes that take a list of tensors. */
const MERGING = ["Add", "Subtract", "Multiply"];

/** A layer in a part's graph, with the shape of what it gives. */
type PlacedNode = Node & { readonly shape: readonly number[] };

function nodesOf(part: string, layers: readonly PlacedLayer[], klWeight: number): PlacedNode[] {
  const nodes: PlacedNode[] = [];
  let before = `${part}_input`;
  for (const { name, layer, inputShape, outputShape, parameters } of layers) {
    const own = name.replace(".", "_");
    const template = templateOf(layer, klWeight);
    if (template) {
      const named = (local: string) => (local === "" ? before : `${own}_${local}`);
      for (const node of template) {
        const { weights } = node;
        nodes.push({
          ...node,
          name: named(node.name),
          inputs: node.inputs.map(named),
          shape: layer.type === "sampling" ? outputShape : inputShape,
          ...(weights !== undefined && { weights: `${name}${weights}` }),
        });
      }
    } else if (layer.type !== "sampling") {
      const weights = parameters.length > 0 ? { weights: name } : {};
      nodes.push({ name: own, ...kerasLayer(layer), inputs: [before], shape: outputShape, ...weights });
    }
    before = nodes.at(-1)?.name ?? before;
  }
  return nodes;
}

/** What stands for a layer, where that is more than one of Keras's. */
function templateOf(layer: PlacedLayer["layer"], klWeight: number): readonly Node[] | undefined {
  if (layer.type === "sampling") return samplingTemplate(layer, layer.klWeight ?? klWeight);
  if (layer.type === "gaussianNoise" && layer.clip) return clippedNoiseTemplate(layer, layer.clip);
  return undefined;
}

/** An object of Keras, as it serializes those of its own. */
export function keras(className: string, config: Json, module = moduleOf(className)): Json {
  return { module, class_name: className, config, registered_name: className === "Functional" ? className : null };
}

/** Where Keras finds its classes: that of functional models has no public name. */
const moduleOf = (className: string) =>
  className === "Functional" ? "keras.src.models.functional" : className === "Sequential" ? "keras" : "keras.layers";

function layerJson({ name, className, config }: Node): Json {
  return keras(className, { name, trainable: true, dtype: "float32", ...config });
}

/** The name of a class as the paths of weights have it: `max_pooling2d` of `MaxPooling2D`; Keras's `to_snake_case`. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** Gives the layers of a list the names that they have in paths of weights: `dense`, `dense_1`. */
export function pathNames(): (className: string) => string {
  const used = new Map<string, number>();
  return (className) => {
    const name = snakeCase(className);
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  };
}
