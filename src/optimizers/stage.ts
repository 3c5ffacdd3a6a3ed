import type { View } from "../operations/operation.js";
import type { Step } from "../operations/step.js";
import type { AddOperation, OperationNamed } from "../operations/union.js";

/** Whether what is remembered of a weight may be below zero, as no mean of squares may. */
export type Sign = "signed" | "unsigned";

/** What an optimizer's operations take from the step's uniform. */
export type StepSettings = Pick<Step, "learningRate" | "epsilon" | "decay">;

/** The plan that a stage adds its operation to, with the arenas of all weights, their gradients and slots. */
export interface Update {
  readonly call: AddOperation;
  /** Values in an arena. */
  readonly count: number;
  /** The gradients. */
  readonly g: View;
  /** The weights. */
  readonly w: View;
  /** Where each tensor lies in an arena. */
  readonly tensors: readonly { readonly offset: number; readonly length: number }[];
  /** The arena of a slot that the stage names. */
  slot(name: string): View;
  /** Words that are known when the plan is made. */
  constant(name: string, shape: readonly number[], values: readonly number[]): View;
}

/**
 * One thing that an optimizer does in every step, to all weights at once. An optimizer is a list of stages, done in order, as
 * optax chains its transformations: those before the last change the gradients or the weights in place, the last one moves the
 * weights by the gradients. A stage brings all that it needs, so that it is the same in every optimizer.
 */
export interface Stage {
  /** What it remembers of each weight from step to step, by name; 0 before the first. */
  readonly slots?: Readonly<Record<string, Sign>>;
  /**
   * What its operation takes from the step's uniform, where that is more than the learning rate.
   * @param learningRate of this step; callbacks may have changed it
   * @param iteration the step since the slots were zero, from 1
   */
  step?(learningRate: number, iteration: number): Partial<StepSettings>;
  /** Adds its operation. */
  lower(update: Update): void;
}

/** What an optimizer of a kind does in a step, beside clipping, which all do. */
export type Stages<Optimizer> = (optimizer: Optimizer) => readonly Stage[];

/** Operations that move the weights by their gradients. */
type UpdateName = "adadelta" | "adam" | "sgd" | "sgd-momentum" | "rmsprop" | "rmsprop-momentum";
type Of<Name extends UpdateName> = OperationNamed<Name>;

/**
 * The stage that moves the weights: an operation over the gradients, the weights and its slots.
 * @param slots all that it binds beside those
 */
export function moveWeights<Name extends UpdateName>(
  operation: Name,
  slots: Readonly<Record<Exclude<keyof Of<Name>["bindings"], "g" | "w">, Sign>>,
  params: Omit<Of<Name>["params"], "count">,
  constants?: Of<Name>["constants"],
): Stage {
  return {
    slots,
    lower({ call, count, g, w, slot }) {
      const remembered = Object.fromEntries(Object.keys(slots).map((name) => [name, slot(name)]));
      // The types above have seen to it that these are the operation's.
      const add = call as (label: string, name: Name, bindings: object, params: object, constants?: object) => void;
      add(`optimizer/${operation}`, operation, { g, ...remembered, w }, { count, ...params }, constants);
    },
  };
}
