import { ArgumentError, shown } from "../errors.js";
import { type Fields, flag, numberThat, optional, readFields } from "./fields.js";

/** What every optimizer has. */
interface Settings {
  readonly learningRate: number;
  /** Keras's `clipnorm`: before the update each tensor's gradient is scaled so that its own L2 norm is at most this. */
  readonly clipnorm?: number;
}

/**
 * Adadelta (Zeiler, 2012, arXiv:1212.5701) with Keras's scaling by a learning rate. Per weight, in this order:
 * `a ← ρa + (1−ρ)g²; Δ = g·√(d+ε)/√(a+ε); d ← ρd + (1−ρ)Δ²; w ← w − lr·Δ`.
 */
export interface Adadelta extends Settings {
  readonly type: "adadelta";
  /** Decay of the running averages, in [0, 1). */
  readonly rho: number;
  /** Added inside both square roots. */
  readonly epsilon: number;
}

/**
 * Adam (Kingma and Ba, 2015, arXiv:1412.6980). Per weight, in step t, counted from 1:
 * `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − lr·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε)`.
 */
export interface Adam extends Settings {
  readonly type: "adam";
  /** Decay of the mean gradient, in [0, 1). */
  readonly beta1: number;
  /** Decay of the mean squared gradient, in [0, 1). */
  readonly beta2: number;
  /** Added outside the square root. */
  readonly epsilon: number;
  /**
   * Where ε is added: to √v as in the formula, Keras's way (the paper's "ε hat"), or, when true, to √(v/(1−β₂ᵗ)),
   * PyTorch's way (the paper's Algorithm 1), which in the formula is ε·√(1−β₂ᵗ).
   */
  readonly epsilonAfterCorrection: boolean;
}

/**
 * Gradient descent: `w ← w − lr·g`. With momentum, `velocity ← momentum·velocity − lr·g; w ← w + velocity`, or with
 * Nesterov's, `w ← w + momentum·velocity − lr·g`.
 */
export interface Sgd extends Settings {
  readonly type: "sgd";
  /** In [0, 1). */
  readonly momentum: number;
  readonly nesterov: boolean;
}

/**
 * RMSprop (Hinton, 2012, lecture 6 of "Neural Networks for Machine Learning"), as Keras has it:
 * `mean_square ← ρ·mean_square + (1−ρ)g²; Δ = lr·g/√(mean_square + ε); w ← w − Δ`; with momentum,
 * `velocity ← momentum·velocity + Δ; w ← w − velocity`.
 */
export interface RmsProp extends Settings {
  readonly type: "rmsprop";
  /** Decay of the running average, in [0, 1). */
  readonly rho: number;
  /** In [0, 1). */
  readonly momentum: number;
  /** Added inside the square root. */
  readonly epsilon: number;
}

/** Every kind of optimizer; plain data. */
export type Optimizer = Adadelta | Adam | Sgd | RmsProp;

type OptimizerType = Optimizer["type"];
type OptimizerOf<Type extends OptimizerType> = Extract<Optimizer, { readonly type: Type }>;

const positive = numberThat("a finite number above 0", (value) => value > 0);
const decay = numberThat("a number in [0, 1)", (value) => value >= 0 && value < 1);
const clipnorm = optional(positive);

/** The settings of each optimizer, with Keras's defaults: for Adadelta those of Keras 2, for the others those of Keras 3. */
const FIELDS: { readonly [Type in OptimizerType]: Fields<OptimizerOf<Type>> } = {
  adadelta: {
    learningRate: optional(positive, 1),
    rho: optional(decay, 0.95),
    epsilon: optional(positive, 1e-7),
    clipnorm,
  },
  adam: {
    learningRate: optional(positive, 0.001),
    beta1: optional(decay, 0.9),
    beta2: optional(decay, 0.999),
    epsilon: optional(positive, 1e-7),
    epsilonAfterCorrection: optional(flag, false),
    clipnorm,
  },
  sgd: {
    learningRate: optional(positive, 0.01),
    momentum: optional(decay, 0),
    nesterov: optional(flag, false),
    clipnorm,
  },
  rmsprop: {
    learningRate: optional(positive, 0.001),
    rho: optional(decay, 0.9),
    momentum: optional(decay, 0),
    epsilon: optional(positive, 1e-7),
    clipnorm,
  },
};

/** All of them, by their `type`. */
export const OPTIMIZERS = Object.keys(FIELDS) as readonly OptimizerType[];

/**
 * An optimizer as a user or a file gives it, with what was left out filled in.
 * @throws {ArgumentError} that names the optimizer and the field
 */
export function readOptimizer(given: unknown): Optimizer {
  if (typeof given !== "object" || given === null) {
    throw new ArgumentError("optimizer is missing; write adadelta() or adam().");
  }
  const { type } = given as { type?: unknown };
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) {
    throw new ArgumentError(`Unknown optimizer ${shown(type)}; known: ${OPTIMIZERS.join(", ")}.`);
  }
  const fields = FIELDS[type as OptimizerType] as Fields<Optimizer>;
  const settings = readFields<Optimizer>(given as Record<string, unknown>, fields, type, `the optimizer ${type}`);
  const optimizer = { type, ...settings } as Optimizer;
  if (optimizer.type === "sgd" && optimizer.nesterov && optimizer.momentum === 0) {
    throw new ArgumentError("sgd: nesterov needs a momentum; write sgd({ momentum: 0.9, nesterov: true }).");
  }
  return optimizer;
}

type Options<Type extends OptimizerType> = Partial<Omit<OptimizerOf<Type>, "type">>;

/** The function that makes optimizers of a type. */
function optimizerOf<Type extends OptimizerType>(type: Type) {
  return (options: Options<Type> = {}) => readOptimizer({ ...options, type }) as OptimizerOf<Type>;
}

const adadeltaWith = optimizerOf("adadelta");
const adamWith = optimizerOf("adam");

/**
 * Adadelta with the settings of Keras 2, the notebook's: learning rate 1, rho 0.95, epsilon 1e-7.
 * `adadelta.keras3` has that release's learning rate of 0.001, with which an autoencoder hardly moves from its
 * initial loss; `adadelta.torch` has PyTorch's defaults.
 * @throws {ArgumentError} when a setting is out of range, as all functions here
 */
export const adadelta = Object.assign(adadeltaWith, {
  keras2: (options?: Options<"adadelta">) => adadeltaWith(options),
  keras3: (options?: Options<"adadelta">) => adadeltaWith({ learningRate: 0.001, ...options }),
  torch: (options?: Options<"adadelta">) => adadeltaWith({ rho: 0.9, epsilon: 1e-6, ...options }),
});

/**
 * Adam with Keras's settings: learning rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-7. `adam.torch` has PyTorch's rule
 * for ε, and its default of 1e-8.
 */
export const adam = Object.assign(adamWith, {
  torch: (options?: Options<"adam">) => adamWith({ epsilon: 1e-8, epsilonAfterCorrection: true, ...options }),
});

/** Gradient descent with Keras's settings: learning rate 0.01, no momentum. */
export const sgd = optimizerOf("sgd");

/** RMSprop with Keras's settings: learning rate 0.001, rho 0.9, no momentum, epsilon 1e-7. */
export const rmsprop = optimizerOf("rmsprop");

/** Names of what an optimizer remembers of each weight, in the order in which its kernel binds them. */
export function slotsOf(optimizer: Optimizer): readonly string[] {
  switch (optimizer.type) {
    case "adadelta":
      return ["a", "d"];
    case "adam":
      return ["m", "v"];
    case "sgd":
      return optimizer.momentum === 0 ? [] : ["velocity"];
    case "rmsprop":
      return optimizer.momentum === 0 ? ["mean_square"] : ["mean_square", "velocity"];
  }
}

/** What an optimizer's kernel takes from the step's uniform. */
export interface StepSettings {
  readonly learningRate: number;
  /** Adam's; the others have theirs as a param. */
  readonly epsilon?: number;
}

/**
 * The learning rate of a step, for Adam with the correction of its means' bias towards their first zeros, and Adam's ε.
 * @param learningRate of this step, before any correction; callbacks may have changed it
 * @param iteration the step since the optimizer's slots were zero, from 1
 */
export function stepSettings(optimizer: Optimizer, learningRate: number, iteration: number): StepSettings {
  switch (optimizer.type) {
    case "adadelta":
    case "sgd":
    case "rmsprop":
      return { learningRate };
    case "adam": {
      const { beta1, beta2, epsilon, epsilonAfterCorrection } = optimizer;
      const root = Math.sqrt(1 - beta2 ** iteration);
      return {
        learningRate: (learningRate * root) / (1 - beta1 ** iteration),
        epsilon: epsilonAfterCorrection ? epsilon * root : epsilon,
      };
    }
  }
}
