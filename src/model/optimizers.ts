import { ArgumentError } from "../errors.js";

/**
 * Adadelta (Zeiler, 2012, arXiv:1212.5701) with Keras's scaling by a learning rate. Per weight, in this order:
 * `a ← ρa + (1−ρ)g²; Δ = g·√(d+ε)/√(a+ε); d ← ρd + (1−ρ)Δ²; w ← w − lr·Δ`.
 */
export interface Adadelta {
  readonly type: "adadelta";
  readonly learningRate: number;
  /** Decay of the running averages, in [0, 1). */
  readonly rho: number;
  /** Added inside both square roots. */
  readonly epsilon: number;
}

/** Every kind of optimizer; plain data. */
export type Optimizer = Adadelta;

type AdadeltaOptions = Partial<Omit<Adadelta, "type">>;

const KERAS_2: AdadeltaOptions = { learningRate: 1, rho: 0.95, epsilon: 1e-7 };

function adadeltaWith(options: AdadeltaOptions = {}): Adadelta {
  const optimizer = { type: "adadelta", ...KERAS_2, ...options } as Adadelta;
  checkOptimizer(optimizer);
  return optimizer;
}

/**
 * Adadelta with the settings of Keras 2, the notebook's: learning rate 1, rho 0.95, epsilon 1e-7.
 * `adadelta.keras3` has that release's learning rate of 0.001, with which an autoencoder hardly moves from its
 * initial loss; `adadelta.torch` has PyTorch's defaults.
 * @throws {ArgumentError} when a setting is out of range
 */
export const adadelta = Object.assign(adadeltaWith, {
  keras2: (options?: AdadeltaOptions) => adadeltaWith(options),
  keras3: (options?: AdadeltaOptions) => adadeltaWith({ learningRate: 0.001, ...options }),
  torch: (options?: AdadeltaOptions) => adadeltaWith({ learningRate: 1, rho: 0.9, epsilon: 1e-6, ...options }),
});

/** @throws {ArgumentError} naming the first field that is not valid. */
export function checkOptimizer(optimizer: unknown): asserts optimizer is Optimizer {
  if (typeof optimizer !== "object" || optimizer === null) {
    throw new ArgumentError("optimizer is missing; write adadelta().");
  }
  const { type, learningRate, rho, epsilon, ...unknown } = optimizer as Record<string, unknown>;
  if (type !== "adadelta") {
    throw new ArgumentError(`Unknown optimizer ${JSON.stringify(type)}; known: "adadelta".`);
  }
  const extra = Object.keys(unknown)[0];
  if (extra) {
    throw new ArgumentError(`adadelta has no setting "${extra}"; it takes learningRate, rho and epsilon.`);
  }
  checkNumber("learningRate", learningRate, (value) => value > 0, "a finite number above 0");
  checkNumber("rho", rho, (value) => value >= 0 && value < 1, "in [0, 1)");
  checkNumber("epsilon", epsilon, (value) => value > 0, "a finite number above 0");
}

function checkNumber(name: string, value: unknown, holds: (value: number) => boolean, rule: string): void {
  if (typeof value !== "number" || !Number.isFinite(value) || !holds(value)) {
    throw new ArgumentError(`${name} must be ${rule}; got ${String(value)}.`);
  }
}
