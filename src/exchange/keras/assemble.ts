import type { Preparation } from "../../data/preparation/preparation.js";
import { FormatError, shown } from "../../errors.js";
import { type Description, networkOf } from "../../model/description.js";
import type { Tensor } from "../../model/tensor.js";
import type { Threshold } from "../../model/threshold.js";
import { adadelta } from "../../optimizers/adadelta.js";
import type { SavedModel } from "../saved-model.js";
import { encoderEnd } from "../split.js";
import { type Item, itemsOf, type Step, stepsOf } from "./chain.js";
import { Config, isObject, type Json } from "./config.js";
import { axisIn, weightsIn } from "./layers.js";
import { readLoss, readMetrics } from "./names.js";
import { ourOptimizer, trainingFrom } from "./optimizers.js";
import { type KerasLayer, type KerasModel, weightedLayers } from "./tree.js";

/** What a file has beside its layers. */
export interface Found {
  /** Loss, metrics and optimizer; nothing where the model was not compiled. */
  readonly compiled?: { readonly loss: unknown; readonly metrics: unknown; readonly optimizer: unknown };
  /** What we put into the metadata. */
  readonly own: Json;
  /** A layer's weights, as many as it must have. */
  readonly weights: (layer: KerasLayer, count: number) => readonly Tensor[];
  /** The optimizer's variables; none where the file has none. */
  readonly variables: readonly Tensor[];
}

/**
 * A model from what a file has.
 *
 * Two models one after the other are encoder and decoder; all else is cut at its narrowest layer (`encoderEnd`). Without compile
 * settings, the loss is binary cross-entropy where the last activation is a sigmoid and the mean squared error elsewhere, the
 * optimizer is `adadelta()`.
 */
export function assembled(model: KerasModel, found: Found, file: string): SavedModel {
  const { input } = model;
  if (!input) {
    throw new FormatError(
      `${file} does not say the shape of a sample. Build the model, with an Input or by fitting it, and save it again.`,
    );
  }
  const items = itemsOf(model, file);
  const [encoder, decoder] = halves(items, input, file);
  const last = decoder.at(-1)?.layer;
  const { compiled, own } = found;
  const ended = last && "activation" in last && last.activation === "sigmoid";
  const optimizer = compiled ? ourOptimizer(compiled.optimizer, file) : adadelta();
  const { seed, preparation, threshold, epochs, epsilonAfterCorrection } = own;
  const description: Description = {
    input,
    encoder: encoder.map(({ layer }) => layer),
    decoder: decoder.map(({ layer }) => layer),
    loss: compiled ? readLoss(compiled.loss, file) : ended ? "binaryCrossentropy" : "meanSquaredError",
    metrics: compiled ? readMetrics(compiled.metrics) : [],
    optimizer:
      "epsilonAfterCorrection" in optimizer && epsilonAfterCorrection === true
        ? { ...optimizer, epsilonAfterCorrection }
        : optimizer,
    // Held against their rules with the rest of the description.
    seed: (seed ?? 1) as number,
    ...(preparation !== undefined && { preparation: preparation as Preparation }),
    ...(threshold !== undefined && { threshold: threshold as Threshold }),
  };
  const steps = [...encoder, ...decoder];
  if (steps.some(({ layer }) => layer.type === "layerNormalization")) checkAxes(description, steps);
  const names = new Map<KerasLayer, readonly string[]>();
  for (const [half, steps] of [
    ["encoder", encoder],
    ["decoder", decoder],
  ] as const) {
    for (const [index, { sources }] of steps.entries()) {
      for (const { suffix, source } of sources) names.set(source, weightNames(`${half}.${index}${suffix}`, source));
    }
  }
  const weights: Record<string, Tensor> = {};
  const order: string[] = [];
  for (const layer of weightedLayers(model)) {
    const own = names.get(layer);
    if (!own)
      throw new FormatError(`The layer ${shown(layer.name)} of ${file} has weights, but no part in the output.`);
    const tensors = found.weights(layer, own.length);
    for (const [index, name] of own.entries()) weights[name] = tensors[index] as Tensor;
    order.push(...own);
  }
  const training = trainingFrom(found.variables, description.optimizer, order, countOf(epochs), file);
  return { description, weights, ...(training && { training }) };
}

/** What is normalized must be the last axis, by its number too. */
function checkAxes(description: Description, steps: readonly Step[]): void {
  for (const [index, { layer, inputShape }] of networkOf(description).layers.entries()) {
    const source = steps[index]?.sources[0]?.source;
    if (layer.type !== "layerNormalization" || !source) continue;
    const axis = axisIn(new Config(source.config, ""));
    if (axis === -1 || axis === inputShape.length) continue;
    throw new FormatError(
      `The layer ${shown(source.name)} normalizes axis ${axis} of ${inputShape.length + 1}; only the last can be kept.`,
    );
  }
}

const countOf = (epochs: unknown) => (typeof epochs === "number" ? epochs : 0);

function weightNames(prefix: string, source: KerasLayer): string[] {
  return weightsIn(source).map((name) => `${prefix}.${name}`);
}

/** The steps of encoder and decoder. */
function halves(items: readonly Item[], input: readonly number[], file: string): [readonly Step[], readonly Step[]] {
  const [first, second, ...more] = items;
  if (first && second && "model" in first && "model" in second && more.length === 0) return [first.steps, second.steps];
  const steps = items.flatMap(stepsOf);
  const end = encoderEnd(
    input,
    steps.map(({ layer }) => layer),
    file,
  );
  return [steps.slice(0, end), steps.slice(end)];
}

/** The part of the metadata that we wrote, if we did. */
export const ownPart = (metadata: unknown, key: string): Json =>
  isObject(metadata) && isObject(metadata[key]) ? metadata[key] : {};
