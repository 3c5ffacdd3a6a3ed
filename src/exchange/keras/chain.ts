import { FormatError, shown } from "../../errors.js";
import type { Layer } from "../../layers/layers.js";
import { Config } from "./config.js";
import { KNOWN_CLASSES, ourLayer, penalties, regularizerOf } from "./layers.js";
import { activationLayer } from "./names.js";
import { clippedNoiseTemplate, type Node, samplingTemplate } from "./templates.js";
import { isModel, type KerasLayer, type KerasModel } from "./tree.js";

/** A layer of ours, and the layers of the file that have its weights, if it has any: our names of those begin with these. */
export interface Step {
  readonly layer: Layer;
  readonly sources: readonly { readonly suffix: string; readonly source: KerasLayer }[];
}

/** A step, or the steps of a model within. */
export type Item = Step | { readonly model: string; readonly steps: readonly Step[] };

/** What a model does, step after step, in the order of computation. @throws {FormatError} for what is no chain of known layers */
export function itemsOf(model: KerasModel, file: string): Item[] {
  const items: Item[] = [];
  for (const member of orderOf(model, file)) {
    if ("layer" in member) items.push(member);
    else if (isModel(member)) items.push({ model: member.name, steps: itemsOf(member, file).flatMap(stepsOf) });
    else addLayer(items, member, file);
  }
  return items;
}

export const stepsOf = (item: Item): readonly Step[] => ("steps" in item ? item.steps : [item]);

/** Adds a layer to those before it: an activation or a penalty of its own becomes that of the layer before. */
function addLayer(items: Item[], source: KerasLayer, file: string): void {
  const { className, name, config: values } = source;
  const config = new Config(values, `The layer ${shown(name)} of ${file} (${className})`);
  for (const key of ["dtype", "trainable"]) config.get(key); // looked at before
  const layer = ourLayer(className, config);
  if (layer) {
    items.push({ layer, sources: [{ suffix: "", source }] });
    return;
  }
  const last = items.at(-1);
  const before = last && "layer" in last ? last : undefined;
  const merged = before && mergedWith(before.layer, className, config);
  if (!merged) {
    const known = [...KNOWN_CLASSES, "Activation", "ReLU", "LeakyReLU", "ELU", "Softmax"].join(", ");
    throw new FormatError(
      `${config.what} cannot be read here; what can be read is ${known}, activations behind a linear layer with weights.`,
    );
  }
  config.done();
  items[items.length - 1] = { ...before, layer: merged };
}

function mergedWith(before: Layer, className: string, config: Config): Layer | undefined {
  if (className === "ActivityRegularization") {
    if (before.type !== "dense" || before.activityRegularizer) return undefined;
    return { ...before, ...penalties(config) };
  }
  // A penalty is on what a layer gives, before an activation that follows it.
  if (!("activation" in before) || before.activation !== "linear" || "activityRegularizer" in before) return undefined;
  const activation = activationLayer(className, config);
  return activation && { ...before, activation };
}

/** The members of a model in the order of computation, without its input layer; a layer of ours where several stand for it. */
function orderOf(model: KerasModel, file: string): (KerasLayer | KerasModel | Step)[] {
  if (model.className === "Sequential") {
    return model.members.filter(({ className }) => className !== "InputLayer");
  }
  const consumers = new Map<string, (KerasLayer | KerasModel)[]>();
  for (const member of model.members) {
    for (const from of new Set(member.inputs)) {
      const others = consumers.get(from);
      if (others) others.push(member);
      else consumers.set(from, [member]);
    }
  }
  const ordered: (KerasLayer | KerasModel | Step)[] = [];
  let at = model.members.find(({ className }) => className === "InputLayer")?.name;
  while (at !== undefined && at !== model.output) {
    const next: readonly (KerasLayer | KerasModel)[] = consumers.get(at) ?? [];
    const [only] = next;
    if (!only) break;
    if (next.length === 1 && only.inputs.length === 1) {
      ordered.push(only);
      at = only.name;
    } else {
      const found = templateAt(at, next, model);
      if (!found) {
        throw new FormatError(
          `The model ${shown(model.name)} of ${file} branches behind ${shown(at)}: only chains of layers can be read.`,
        );
      }
      ordered.push(found.step);
      at = found.output;
    }
    if (ordered.length > model.members.length) break; // in a circle
  }
  if (at !== model.output)
    throw new FormatError(`The model ${shown(model.name)} of ${file} has an output that its input does not reach.`);
  return ordered;
}

/** A layer of ours that several layers behind `at` stand for. */
function templateAt(at: string, next: readonly (KerasLayer | KerasModel)[], model: KerasModel) {
  const layers = new Map<string, KerasLayer>();
  for (const member of model.members) if (!isModel(member)) layers.set(member.name, member);
  const find = (name: string) => layers.get(name)?.config ?? {};
  for (const { name } of next) {
    const [sampling] = /^(.*)_z_log_var$/s.exec(name)?.slice(1) ?? [];
    if (sampling !== undefined) {
      const penalty = regularizerOf(find(`${sampling}_z_mean`).activity_regularizer, name).activityRegularizer?.l2 ?? 0;
      const { units } = find(name);
      if (typeof units !== "number") continue;
      const layer = { type: "sampling", units, klWeight: 2 * penalty } as const;
      const found = matched(samplingTemplate(layer, layer.klWeight), sampling, at, layers);
      if (found) return { output: `${sampling}_z`, step: { layer, sources: found } };
    }
    const [noise] = /^(.*)_noisy$/s.exec(name)?.slice(1) ?? [];
    if (noise !== undefined) {
      const { stddev } = find(name);
      const [low, range] = [find(`${noise}_clipped`).offset, find(`${noise}_within`).max_value];
      if (typeof stddev !== "number" || typeof low !== "number" || typeof range !== "number") continue;
      // The sum rounds where the difference did: 15 digits are those that both have.
      const clip = [low, Number((low + range).toPrecision(15))] as const;
      const layer = { type: "gaussianNoise", stddev, clip } as const;
      if (matched(clippedNoiseTemplate(layer, clip), noise, at, layers)) {
        return { output: `${noise}_clip`, step: { layer, sources: [] } };
      }
    }
  }
  return undefined;
}

/** Whether the layers of a file are those of a template, and which of them have weights. */
function matched(template: readonly Node[], base: string, at: string, layers: ReadonlyMap<string, KerasLayer>) {
  const sources: { suffix: string; source: KerasLayer }[] = [];
  for (const { name, className, config, inputs, weights } of template) {
    const source = layers.get(`${base}_${name}`);
    if (!source || source.className !== className) return undefined;
    const wanted = inputs.map((input) => (input === "" ? at : `${base}_${input}`));
    if (String(source.inputs) !== String(wanted)) return undefined;
    const theirs = new Config(source.config, `The layer ${shown(source.name)} (${className})`);
    for (const key of ["dtype", "trainable"]) theirs.get(key); // looked at before
    for (const [key, value] of Object.entries(config)) {
      const given = theirs.get(key);
      const same =
        typeof value === "number" && typeof given === "number"
          ? Math.abs(value - given) <= 1e-12 * Math.abs(value)
          : JSON.stringify(given) === JSON.stringify(value);
      if (!same && key !== "activity_regularizer") return undefined;
    }
    theirs.done();
    if (weights !== undefined) sources.push({ suffix: weights, source });
  }
  return sources;
}
