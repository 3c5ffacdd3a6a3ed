import type { Definition, OperationOf } from "./operation.js";

/** Floating-point operations a value, transcendental functions counted as one. */
const ACTIVATION_FLOPS: readonly number[] = [0, 1, 4, 6, 2, 8];

/** What a bias and an activation behind a sum cost, for each value. */
export const epilogueFlops = ({ HAS_BIAS = 0, ACTIVATION = 0 }) => HAS_BIAS + (ACTIVATION_FLOPS[ACTIVATION] ?? 0);

/** What an operation's constants say of a bias and an activation behind its sums. */
export type Epilogue = "HAS_BIAS" | "ACTIVATION";

/** y = activate(z + b): z, y `[rows, units]`, b `[units]`, where it HAS_BIAS. */
export type BiasActivation = OperationOf<"bias-activation", "z" | "y", "rows" | "units", Epilogue | "HALF_Y", "b">;

export const biasActivation: Definition<BiasActivation> = {
  writes: ["y"],
  shapes: ({ rows, units }, { HAS_BIAS }) => ({ z: [rows, units], ...(HAS_BIAS && { b: [units] }), y: [rows, units] }),
  flops: ({ rows, units }, constants) => rows * units * epilogueFlops(constants),
  halves: ["y"],
};

/** dz = dy · activate′, from the activation's result y: `[count]` each. */
export type ActivationGradient = OperationOf<
  "activation-gradient",
  "y" | "dy" | "dz",
  "count",
  "ACTIVATION" | "HALF_Y"
>;

export const activationGradient: Definition<ActivationGradient> = {
  writes: ["dz"],
  shapes: ({ count }) => ({ y: [count], dy: [count], dz: [count] }),
  flops: ({ count }) => 3 * count,
  halves: ["y"],
};

/** y = softmax of each row of z: `[rows, size]` both. */
export type Softmax = OperationOf<"softmax", "z" | "y", "rows" | "size">;

export const softmax: Definition<Softmax> = {
  writes: ["y"],
  shapes: ({ rows, size }) => ({ z: [rows, size], y: [rows, size] }),
  flops: ({ rows, size }) => 5 * rows * size,
};

/** dz = y · (dy − Σ dy · y) in each row, y being softmax's result: `[rows, size]` all. */
export type SoftmaxGradient = OperationOf<"softmax-gradient", "y" | "dy" | "dz", "rows" | "size">;

export const softmaxGradient: Definition<SoftmaxGradient> = {
  writes: ["dz"],
  shapes: ({ rows, size }) => ({ y: [rows, size], dy: [rows, size], dz: [rows, size] }),
  flops: ({ rows, size }) => 4 * rows * size,
};

/** db = Σ over the rows of dz `[rows, units]`; in parts of ROWS rows each, where a kernel takes them so: db `[parts, units]`. */
export type BiasGradient = OperationOf<"bias-gradient", "dz" | "db", "rows" | "units", "ROWS">;

export const biasGradient: Definition<BiasGradient> = {
  writes: ["db"],
  shapes: ({ rows, units }, { ROWS }) => ({ dz: [rows, units], db: [Math.ceil(rows / (ROWS || rows)), units] }),
  flops: ({ rows, units }) => rows * units,
};
