import type { Definition, OperationOf } from "./operation.js";

/** Updates of all weights w from their gradients g: arenas of `count` values, as are the optimizer's slots. */

/** Adadelta; slots a and d. */
export type AdadeltaUpdate = OperationOf<
  "adadelta",
  "g" | "a" | "d" | "w",
  "count" | "rho" | "one_minus_rho" | "epsilon"
>;

export const adadelta: Definition<AdadeltaUpdate> = {
  writes: [],
  updates: ["a", "d", "w"],
  shapes: ({ count }) => ({ g: [count], a: [count], d: [count], w: [count] }),
  flops: ({ count }) => 16 * count,
};

/** Adam; slots m and v. */
export type AdamUpdate = OperationOf<
  "adam",
  "g" | "m" | "v" | "w",
  "count" | "beta1" | "one_minus_beta1" | "beta2" | "one_minus_beta2"
>;

export const adam: Definition<AdamUpdate> = {
  writes: [],
  updates: ["m", "v", "w"],
  shapes: ({ count }) => ({ g: [count], m: [count], v: [count], w: [count] }),
  flops: ({ count }) => 12 * count,
};

/** Gradient descent. */
export type SgdUpdate = OperationOf<"sgd", "g" | "w", "count">;

export const sgd: Definition<SgdUpdate> = {
  writes: [],
  updates: ["w"],
  shapes: ({ count }) => ({ g: [count], w: [count] }),
  flops: ({ count }) => 2 * count,
};

/** Gradient descent with momentum, Nesterov's or not. */
export type SgdMomentumUpdate = OperationOf<"sgd-momentum", "g" | "velocity" | "w", "count" | "momentum", "NESTEROV">;

export const sgdMomentum: Definition<SgdMomentumUpdate> = {
  writes: [],
  updates: ["velocity", "w"],
  shapes: ({ count }) => ({ g: [count], velocity: [count], w: [count] }),
  flops: ({ count }, { NESTEROV }) => (4 + 2 * NESTEROV) * count,
};

/** RMSprop. */
export type RmspropUpdate = OperationOf<
  "rmsprop",
  "g" | "mean_square" | "w",
  "count" | "rho" | "one_minus_rho" | "epsilon"
>;

export const rmsprop: Definition<RmspropUpdate> = {
  writes: [],
  updates: ["mean_square", "w"],
  shapes: ({ count }) => ({ g: [count], mean_square: [count], w: [count] }),
  flops: ({ count }) => 9 * count,
};

/** RMSprop with momentum. */
export type RmspropMomentumUpdate = OperationOf<
  "rmsprop-momentum",
  "g" | "mean_square" | "velocity" | "w",
  "count" | "rho" | "one_minus_rho" | "epsilon" | "momentum"
>;

export const rmspropMomentum: Definition<RmspropMomentumUpdate> = {
  writes: [],
  updates: ["mean_square", "velocity", "w"],
  shapes: ({ count }) => ({ g: [count], mean_square: [count], velocity: [count], w: [count] }),
  flops: ({ count }) => 11 * count,
};

/** w ← w − decay · w, `decay` being the step's. */
export type WeightDecay = OperationOf<"weight-decay", "w", "count">;

export const weightDecay: Definition<WeightDecay> = {
  writes: [],
  updates: ["w"],
  shapes: ({ count }) => ({ w: [count] }),
  flops: ({ count }) => 2 * count,
};

/** Each tensor's gradient, scaled to a norm of at most `norm`; the tensors by a table of `[offset, length]` each. */
export type ClipNorm = OperationOf<"clip-norm", "tensors" | "g", "tensors" | "norm">;

/** Lengths of what a table lists, `[offset, length, …]` each. */
const listed = (table: readonly number[] = [], columns: number) =>
  table.reduce((sum, number, index) => sum + (index % columns === 1 ? number : 0), 0);

export const clipNorm: Definition<ClipNorm> = {
  writes: [],
  updates: ["g"],
  // All are read; how many are scaled depends on their norms: all, at most.
  shapes: (_params, _constants, { tensors }) => ({ g: [listed(tensors, 2)] }),
  flops: (_params, _constants, { tensors }) => 3 * listed(tensors, 2),
};

/** squares `[parts]` = the sum of the squares of each part of g, by a table of `[offset, length, first, count]` each. */
export type ClipNormSquares = OperationOf<"clip-norm-squares", "parts" | "g" | "squares", "parts">;

export const clipNormSquares: Definition<ClipNormSquares> = {
  writes: ["squares"],
  shapes: ({ parts: count }, _constants, { parts }) => ({ g: [listed(parts, 4)], squares: [count] }),
  flops: (_params, _constants, { parts }) => 2 * listed(parts, 4),
};

/** {@link ClipNorm} from those squares, part by part. */
export type ClipNormParts = OperationOf<"clip-norm-parts", "parts" | "squares" | "g", "parts" | "norm">;

export const clipNormParts: Definition<ClipNormParts> = {
  writes: [],
  updates: ["g"],
  shapes: ({ parts: count }, _constants, { parts }) => ({ g: [listed(parts, 4)], squares: [count] }),
  flops: ({ parts: count }, _constants, { parts }) => count + listed(parts, 4),
};
