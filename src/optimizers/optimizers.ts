import { checkWord, meant } from "../data/known-options.js";
import { ArgumentError, shown } from "../errors.js";
import * as adadelta from "./adadelta.js";
import * as adam from "./adam.js";
import * as adamw from "./adamw.js";
import { clipNorm } from "./clip-norm.js";
import { type OptimizerKind, optimizerOf } from "./kind.js";
import * as rmsprop from "./rmsprop.js";
import * as sgd from "./sgd.js";
import type { Sign, Stage, Stages, StepSettings } from "./stage.js";
import type { OptimizerText } from "./text.js";

/** Every kind of optimizer; plain data. */
export type Optimizer = adadelta.Adadelta | adam.Adam | adamw.AdamW | sgd.Sgd | rmsprop.RmsProp;

export type OptimizerType = Optimizer["type"];

/** The optimizer of a type. */
type OptimizerOf<Type extends OptimizerType> = Extract<Optimizer, { readonly type: Type }>;

// A list for each use, of which a bundle has those that it names: the core does without texts, the page without stages.

/** What each kind of optimizer is. */
const OPTIMIZER_KINDS: { readonly [Type in OptimizerType]: OptimizerKind<OptimizerOf<Type>> } = {
  adadelta: adadelta.kind,
  adam: adam.kind,
  adamw: adamw.kind,
  sgd: sgd.kind,
  rmsprop: rmsprop.kind,
};

/** All of them, by their `type`. */
export const OPTIMIZERS = /* @__PURE__ */ Object.keys(OPTIMIZER_KINDS) as readonly OptimizerType[];

/** What each does in a step. */
const OPTIMIZER_STAGES: { readonly [Type in OptimizerType]: Stages<OptimizerOf<Type>> } = {
  adadelta: adadelta.stages,
  adam: adam.stages,
  adamw: adamw.stages,
  sgd: sgd.stages,
  rmsprop: rmsprop.stages,
};

/** How each is shown and written. */
export const OPTIMIZER_TEXTS: { readonly [Type in OptimizerType]: OptimizerText<OptimizerOf<Type>> } = {
  adadelta: adadelta.text,
  adam: adam.text,
  adamw: adamw.text,
  sgd: sgd.text,
  rmsprop: rmsprop.text,
};

/** The kind of an optimizer. */
export function kindOf({ type }: Pick<Optimizer, "type">): OptimizerKind<Optimizer> {
  return OPTIMIZER_KINDS[type] as unknown as OptimizerKind<Optimizer>;
}

/** How an optimizer is shown and written. */
export function textOf({ type }: Optimizer): OptimizerText<Optimizer> {
  return OPTIMIZER_TEXTS[type] as unknown as OptimizerText<Optimizer>;
}

/** What an optimizer does in a step, in order. */
export function stagesOf(optimizer: Optimizer): readonly Stage[] {
  const { type, clipnorm } = optimizer;
  const own = (OPTIMIZER_STAGES[type] as Stages<Optimizer>)(optimizer);
  return clipnorm === undefined ? own : [clipNorm(clipnorm), ...own];
}

/** What an optimizer remembers of each weight, by name. */
export function slotsOf(optimizer: Optimizer): Readonly<Record<string, Sign>> {
  return Object.assign({}, ...stagesOf(optimizer).map(({ slots }) => slots));
}

/**
 * What an optimizer's operations take from the step's uniform: the learning rate and what its stages make of it.
 * @param learningRate of this step; callbacks may have changed it
 * @param iteration the step since the optimizer's slots were zero, from 1
 */
export function stepSettings(optimizer: Optimizer, learningRate: number, iteration: number): StepSettings {
  return Object.assign({ learningRate }, ...stagesOf(optimizer).map((stage) => stage.step?.(learningRate, iteration)));
}

/**
 * An optimizer as a user or a file gives it, with what was left out filled in.
 * @throws {ArgumentError} that names the optimizer and the field
 */
export function readOptimizer(given: unknown): Optimizer {
  if (typeof given !== "object" || given === null) {
    const made = OPTIMIZERS.map((type) => `${type}()`);
    throw new ArgumentError(
      `optimizer must be made by one of ${made.join(", ")}; got ${shown(given)}.${meant(given, made)}`,
    );
  }
  const { type } = given as { type?: unknown };
  checkWord("Unknown optimizer", type, OPTIMIZERS);
  return optimizerOf(kindOf({ type } as Optimizer), given);
}
