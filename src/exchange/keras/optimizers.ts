import { FormatError, shown } from "../../errors.js";
import type { Tensor } from "../../model/tensor.js";
import { type Optimizer, readOptimizer, slotsOf } from "../../optimizers/optimizers.js";
import type { SavedTraining } from "../saved-model.js";
import { Config, type Json, serialized, shortest } from "./config.js";
import { keras } from "./part.js";

const CLASSES = { adadelta: "Adadelta", adam: "Adam", adamw: "AdamW", sgd: "SGD", rmsprop: "RMSprop" } as const;

/** Our names of settings that are Keras's by another. */
const SETTINGS: Readonly<Record<Optimizer["type"], Readonly<Record<string, string>>>> = {
  adadelta: { rho: "rho", epsilon: "epsilon" },
  adam: { beta1: "beta_1", beta2: "beta_2", epsilon: "epsilon" },
  adamw: { beta1: "beta_1", beta2: "beta_2", epsilon: "epsilon", weightDecay: "weight_decay" },
  sgd: { momentum: "momentum", nesterov: "nesterov" },
  rmsprop: { rho: "rho", momentum: "momentum", epsilon: "epsilon" },
};

/**
 * An optimizer as Keras serializes it. Keras has no `epsilonAfterCorrection`: its Adam adds ε as ours does without, and both come to
 * the same as steps are taken.
 */
export function kerasOptimizer(optimizer: Optimizer): Json {
  const values = optimizer as unknown as Json;
  const settings = Object.entries(SETTINGS[optimizer.type]).map(([ours, theirs]) => [theirs, values[ours]]);
  const { learningRate, clipnorm = null } = optimizer;
  const config = { name: optimizer.type, learning_rate: learningRate, clipnorm, ...Object.fromEntries(settings) };
  return keras(CLASSES[optimizer.type], config, "keras.optimizers");
}

/** @throws {FormatError} for an optimizer that is not known, or one with settings that are not */
export function ourOptimizer(given: unknown, file: string): Optimizer {
  const { className, config } = serialized(given, `The optimizer of ${file}`);
  // Keras 3 says "adam" where it was given as a text, PyTorch's backend has classes of the same names.
  const type = (Object.keys(CLASSES) as (keyof typeof CLASSES)[]).find(
    (known) => CLASSES[known].toLowerCase() === className.toLowerCase(),
  );
  if (!type) {
    throw new FormatError(
      `The optimizer of ${file}, ${shown(className)}, is not known; known are ${Object.values(CLASSES).join(", ")}. ` +
        "Compile the model with one of them and save it again.",
    );
  }
  const values = new Config(config, `The optimizer of ${file} (${className})`);
  const rate = values.get("learning_rate") ?? values.get("lr");
  if (typeof rate !== "number") throw values.refused("learning_rate", rate);
  for (const key of type === "adamw" ? ["decay"] : ["weight_decay", "decay"]) values.expect(key, 0);
  for (const key of ["use_ema", "amsgrad", "centered", "jit_compile"]) values.expect(key, false);
  values.expect("is_legacy_optimizer", true, false);
  values.expect("gradient_accumulation_steps", 1);
  for (const key of ["ema_momentum", "ema_overwrite_frequency"]) values.get(key); // of what is not used
  const clipnorm = values.number("clipnorm");
  const settings = Object.entries(SETTINGS[type]).flatMap(([ours, theirs]) => {
    const value = values.get(theirs) ?? undefined;
    return value === undefined ? [] : [[ours, typeof value === "number" ? shortest(value) : value]];
  });
  values.done();
  const nesterov = Object.fromEntries(settings);
  // Without momentum there is nothing to look ahead of.
  if (type === "sgd" && !nesterov.momentum) nesterov.nesterov = false;
  const optimizer = { type, learningRate: shortest(rate), ...nesterov, ...(clipnorm !== undefined && { clipnorm }) };
  return readOptimizer(optimizer);
}

/** How Keras lists what an optimizer remembers: slots that stand together for each weight, one group after the other. */
function slotGroups(optimizer: Optimizer): readonly (readonly string[])[] {
  const slots = Object.keys(slotsOf(optimizer));
  if (optimizer.type === "rmsprop") return slots.map((slot) => [slot]);
  return slots.length === 0 ? [] : [slots];
}

/** Names of slots and weights in the order of Keras's optimizer variables, behind the iteration and the learning rate. */
export function* slotOrder(
  optimizer: Optimizer,
  weights: readonly string[],
): Generator<{ readonly slot: string; readonly weight: string }> {
  for (const group of slotGroups(optimizer)) {
    for (const weight of weights) for (const slot of group) yield { slot, weight };
  }
}

/**
 * The state of training from Keras's optimizer variables.
 * @param variables iteration, learning rate, then the slots
 * @param weights our names of them, in Keras's order
 * @returns nothing where the optimizer has not been built
 */
export function trainingFrom(
  variables: readonly Tensor[],
  optimizer: Optimizer,
  weights: readonly string[],
  epochs: number,
  file: string,
): SavedTraining | undefined {
  const order = [...slotOrder(optimizer, weights)];
  if (variables.length === 0 || (variables.length === 2 && order.length > 0)) return undefined;
  if (variables.length !== order.length + 2) {
    throw new FormatError(
      `The optimizer of ${file} has ${variables.length} variables; ${optimizer.type} of this model has ${order.length + 2}. ` +
        "Compile the model and save it again.",
    );
  }
  const [iterations = 0, learningRate = 0] = variables.slice(0, 2).map(({ data }) => data[0]);
  const slots: Record<string, Record<string, Tensor>> = {};
  for (const [index, { slot, weight }] of order.entries()) {
    slots[slot] ??= {};
    slots[slot][weight] = variables[index + 2] as Tensor;
  }
  return { epochs, iterations, learningRate: shortest(learningRate), slots };
}
