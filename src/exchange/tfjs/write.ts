import type { Layer, LayerOf } from "../../layers/layers.js";
import type { SamplingLayer } from "../../layers/sampling.js";
import { networkOf } from "../../model/description.js";
import type { PlacedLayer } from "../../model/network.js";
import type { Json } from "../keras/config.js";
import { kerasLayer } from "../keras/layers.js";
import type { ExportedFile, Part, SavedModel } from "../saved-model.js";

export const MODEL_FILE = "model.json";
const WEIGHTS_FILE = "group1-shard1of1.bin";
/** Where `userDefinedMetadata`, which TensorFlow.js keeps, has our description of the model. */
export const OWN_KEY = "isthmus";

/** A weight of ours by TensorFlow.js's name: `encoder_0/kernel`. */
export interface NamedWeight {
  readonly name: string;
  readonly ours: string;
  readonly shape: readonly number[];
}

/** A layers model as JSON, and its weights in their order. */
export interface Topology {
  readonly json: Json;
  readonly weights: readonly NamedWeight[];
}

/**
 * A model as a layers model of TensorFlow.js, in the JSON of Keras 2: `encoder` and `decoder`, two models one after the other. Of a
 * variational model the encoder gives `z_mean` and `z_log_var`, of which the decoder takes the first. What TensorFlow.js has no
 * layer for and only trains, clipping after noise, the drawing of codes and penalties, is left out; the description
 * beside it keeps it.
 */
export function writeTfjs({ description, weights }: SavedModel, part: Part): ExportedFile[] {
  const topology = topologyOf({ description }, part);
  const own = part === "autoencoder" ? description : { part };
  const model = {
    format: "layers-model",
    generatedBy: "isthmus",
    convertedBy: null,
    modelTopology: { ...topology.json, keras_version: "2.11.0", backend: "tensorflow" },
    weightsManifest: [
      {
        paths: [WEIGHTS_FILE],
        weights: topology.weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
      },
    ],
    userDefinedMetadata: { [OWN_KEY]: own },
  };
  const arrays = topology.weights.map(({ ours }) => weights[ours]?.data ?? new Float32Array());
  const bytes = new Uint8Array(arrays.reduce((length, { byteLength }) => length + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return [
    { name: MODEL_FILE, bytes: new TextEncoder().encode(JSON.stringify(model)) },
    { name: WEIGHTS_FILE, bytes },
  ];
}

/** What TensorFlow.js builds of a model. */
export function topologyOf({ description }: Pick<SavedModel, "description">, part: Part): Topology {
  const { layers, encoderLength, inputShape, codeShape } = networkOf(description);
  const encoder = half("encoder", layers.slice(0, encoderLength), inputShape);
  const decoder = half("decoder", layers.slice(encoderLength), codeShape);
  if (part !== "autoencoder") return part === "encoder" ? encoder : decoder;
  const weights = [...encoder.weights, ...decoder.weights];
  if (encoder.json.class_name === "Sequential") {
    const config = { name: "autoencoder", layers: [encoder.json, decoder.json] };
    return { json: { class_name: "Sequential", config }, weights };
  }
  // A model within another is used a second time there: its first use is its own.
  const members = [
    inputLayer("x", inputShape),
    { name: "encoder", ...encoder.json, inbound_nodes: [[["x", 0, 0, {}]]] },
    { name: "decoder", ...decoder.json, inbound_nodes: [[["encoder", 1, 0, {}]]] },
  ];
  return { json: functional("autoencoder", members, ["x", 0, 0], [["decoder", 1, 0]]), weights };
}

function half(name: string, placed: readonly PlacedLayer[], input: readonly number[]): Topology {
  const weights = placed.flatMap(({ name: prefix, parameters }) =>
    parameters.map(({ name: ours, shape }) => ({ name: weightName(prefix, ours), ours, shape })),
  );
  const last = placed.at(-1);
  const sampling = last?.layer.type === "sampling" ? last.layer : undefined;
  const layers = placed.flatMap(({ name: prefix, layer, inputShape, outputShape }) => {
    if (layer.type === "sampling") return [];
    const isRow = layer.type === "flatten" && inputShape.length === 1;
    const given = isRow ? ({ type: "reshape", targetShape: outputShape } as const) : layer;
    return layersOf(layerName(prefix), given, outputShape);
  });
  if (!sampling || !last) {
    const [first, ...more] = layers;
    const built = { ...first, config: { ...first?.config, ...sampleShape(input) } };
    return { json: { class_name: "Sequential", config: { name, layers: [built, ...more] } }, weights };
  }
  return { json: variational(name, layers, layerName(last.name), sampling, input), weights };
}

interface LayerJson {
  readonly class_name: string;
  readonly config: Json;
}

function variational(
  name: string,
  layers: readonly LayerJson[],
  code: string,
  { units }: SamplingLayer,
  input: readonly number[],
): Json {
  const members: Json[] = [inputLayer(`${name}_input`, input)];
  let from = `${name}_input`;
  const add = (layer: LayerJson) => {
    const called = String(layer.config.name);
    members.push({ name: called, ...layer, inbound_nodes: [[[from, 0, 0, {}]]] });
    return called;
  };
  for (const layer of layers) from = add(layer);
  const head = { type: "dense", units, activation: "linear", useBias: true } as const;
  const heads = ["z_mean", "z_log_var"].flatMap((which) => layersOf(`${code}_${which}`, head, [units])).map(add);
  return functional(
    name,
    members,
    [`${name}_input`, 0, 0],
    heads.map((called) => [called, 0, 0]),
  );
}

const functional = (name: string, layers: readonly Json[], input: readonly unknown[], outputs: readonly unknown[]) => ({
  class_name: "Model",
  config: { name, layers, input_layers: [input], output_layers: outputs },
});

const inputLayer = (name: string, shape: readonly number[]): Json => ({
  name,
  class_name: "InputLayer",
  config: { ...sampleShape(shape), sparse: false, name },
  inbound_nodes: [],
});

const sampleShape = (shape: readonly number[]) => ({ batch_input_shape: [null, ...shape], dtype: "float32" });

/** `encoder_0`, and for a head of the code `encoder_1_z_mean`: names are one model's, halves or not. */
const layerName = (ours: string) => ours.replaceAll(".", "_");
const weightName = (prefix: string, ours: string) => {
  const parts = ours.slice(prefix.length + 1).split(".");
  return `${[layerName(prefix), ...parts.slice(0, -1)].join("_")}/${parts.at(-1)}`;
};

/**
 * A layer, and its activation where TensorFlow.js has it as a layer alone. It takes no layer with a penalty on its outputs, no
 * Flatten of rows, and no shape with an axis left open; of axes it saves their number from the first.
 */
function layersOf(name: string, layer: Plain, shape: readonly number[]): LayerJson[] {
  const isLeaky = "activation" in layer && layer.activation === "leakyRelu";
  const { className, config: all } = kerasLayer(plainly(layer, shape));
  // Of a transposed convolution it has neither, and saves neither.
  const { dilation_rate: rate, output_padding: _, ...config } = all;
  const dilation = rate !== undefined && layer.type === "conv2d" ? { dilation_rate: rate } : {};
  const axis = layer.type === "layerNormalization" ? { axis: [shape.length] } : {};
  const own = {
    class_name: className,
    config: { name, trainable: true, dtype: "float32", ...config, ...dilation, ...axis },
  };
  return isLeaky ? [own, { class_name: "LeakyReLU", config: { name: `${name}_activation`, alpha: 0.2 } }] : [own];
}

type Plain = Exclude<Layer, LayerOf<"sampling">>;

/** @param shape of what the layer gives */
function plainly(layer: Plain, shape: readonly number[]): Plain {
  if (layer.type === "reshape") return { ...layer, targetShape: shape };
  const activation = "activation" in layer && layer.activation === "leakyRelu" ? { activation: "linear" as const } : {};
  if (layer.type !== "dense") return { ...layer, ...activation };
  const { activityRegularizer: _, ...dense } = layer;
  return { ...dense, ...activation };
}
