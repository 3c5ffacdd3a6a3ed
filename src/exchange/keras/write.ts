import { encodeHdf5, type Hdf5Array, type Hdf5Folder } from "../../formats/hdf5-writer.js";
import { storedZip } from "../../formats/zip-writer.js";
import { networkOf } from "../../model/description.js";
import type { Tensor } from "../../model/tensor.js";
import type { ExportedFile, Part, SavedModel } from "../saved-model.js";
import type { Json } from "./config.js";
import { LOSS_NAMES, METRIC_NAMES } from "./names.js";
import { kerasOptimizer, slotOrder } from "./optimizers.js";
import { defaultKlWeight, keras, type PartModel, partModel, pathNames } from "./part.js";

/** The version whose format is written. */
const KERAS_VERSION = "3.15.1";
/** What Keras has no place for, in the metadata, which it does not read. */
export const OWN_KEY = "isthmus";

/**
 * A model as Keras 3's `.keras`: `metadata.json`, `config.json` and `model.weights.h5` in a ZIP archive. The whole is a `Sequential`
 * of two models, `encoder` and `decoder`, compiled, and with the optimizer's state where that is known; a part is not compiled.
 */
export function writeKeras(model: SavedModel, part: Part): ExportedFile[] {
  const { description, weights, training } = model;
  const { input, seed, preparation, threshold, optimizer } = description;
  const { layers, encoderLength, codeShape } = networkOf(description);
  const klWeight = defaultKlWeight(input);
  const encoder = partModel("encoder", layers.slice(0, encoderLength), input, klWeight);
  const decoder = partModel("decoder", layers.slice(encoderLength), codeShape, klWeight);
  const root = new Map<string, Hdf5Folder | Hdf5Array>();
  let json: Json;
  if (part === "autoencoder") {
    json = { ...whole(description, encoder, decoder), compile_config: compiled(description) };
    const next = pathNames();
    const children = [encoder, decoder].map((half) => [next(half.className), weightsOf(half, weights)] as const);
    root.set("layers", { children: new Map(children) });
    if (training) {
      const names = [encoder, decoder].flatMap(({ weighted }) => weighted.flatMap((layer) => layer.names));
      const slots = Array.from(slotOrder(optimizer, names), ({ slot, weight }) => training.slots[slot]?.[weight]);
      const first = [
        { shape: [], data: Int32Array.of(training.iterations) },
        { shape: [], data: Float32Array.of(training.learningRate) },
      ];
      root.set("optimizer", variables([...first, ...slots.filter((slot) => slot !== undefined)]));
    }
  } else {
    const half = part === "encoder" ? encoder : decoder;
    json = half.json;
    for (const [name, child] of weightsOf(half, weights).children) root.set(name, child);
  }
  const own = { seed, preparation, threshold, ...(training && { epochs: training.epochs }), ...ruleOf(optimizer) };
  const bytes = storedZip([
    {
      name: "metadata.json",
      bytes: text({ keras_version: KERAS_VERSION, [OWN_KEY]: part === "autoencoder" ? own : undefined }),
    },
    { name: "config.json", bytes: configText(json) },
    { name: "model.weights.h5", bytes: encodeHdf5({ children: root }) },
  ]);
  return [{ name: `${part}.keras`, bytes }];
}

const text = (json: Json) => new TextEncoder().encode(JSON.stringify(json));

/** Keys whose values Python must take for floats: Keras refuses a learning rate of `1`. */
const WHOLE_FLOAT =
  /"(learning_rate|rho|epsilon|momentum|beta_1|beta_2|clipnorm|stddev|rate|scale|offset|l1|l2|max_value)":-?\d+(?=[,}])/g;

const configText = (json: Json) =>
  new TextEncoder().encode(JSON.stringify(json).replace(WHOLE_FLOAT, (entry) => `${entry}.0`));

const ruleOf = (optimizer: SavedModel["description"]["optimizer"]) =>
  "epsilonAfterCorrection" in optimizer && optimizer.epsilonAfterCorrection ? { epsilonAfterCorrection: true } : {};

function whole({ input }: SavedModel["description"], encoder: PartModel, decoder: PartModel): Json {
  const shape = [null, ...input];
  const start = keras("InputLayer", { name: "input", batch_shape: shape, dtype: "float32" });
  const layers = [start, encoder.json, decoder.json];
  const config = { name: "autoencoder", trainable: true, dtype: "float32", layers, build_input_shape: shape };
  return { ...keras("Sequential", config), build_config: { input_shape: shape } };
}

const compiled = ({ optimizer, loss, metrics }: SavedModel["description"]): Json => ({
  optimizer: kerasOptimizer(optimizer),
  loss: LOSS_NAMES[loss],
  loss_weights: null,
  metrics: metrics.length === 0 ? null : metrics.flatMap((metric) => METRIC_NAMES[metric] ?? []),
  weighted_metrics: null,
  run_eagerly: false,
  steps_per_execution: 1,
  jit_compile: "auto",
});

/** `layers/dense/vars/0`, … of a part. */
function weightsOf(half: PartModel, weights: SavedModel["weights"]): Hdf5Folder {
  const next = pathNames();
  const layers = new Map<string, Hdf5Folder>();
  for (const { className, names } of half.weighted) {
    layers.set(next(className), variables(names.map((name) => weights[name] as Tensor)));
  }
  return { children: new Map([["layers", { children: layers }]]) };
}

/** The variables of a layer or an optimizer, by their number. */
function variables(arrays: readonly Hdf5Array[]): Hdf5Folder {
  const numbered = arrays.map((array, index) => [`${index}`, array] as const);
  return { children: new Map([["vars", { children: new Map(numbered) }]]) };
}
