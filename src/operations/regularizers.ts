import type { Definition, OperationOf } from "./operation.js";

/** Floating-point operations of a standard normal, and of a uniform; the generator itself is integers. */
const RANDOM_FLOPS = { normal: 20, uniform: 1 } as const;

/** Floating-point operations of a value's divergence, and of its slope. */
const KL_FLOPS = { divergence: 27, slope: 26 } as const;

/** What makes the noise of a layer its own. */
type Randomness = "seed" | "stream";

/** y ← y + x, where two gradients of one value meet. */
export type Accumulate = OperationOf<"accumulate", "x" | "y", "count">;

export const accumulate: Definition<Accumulate> = {
  writes: [],
  updates: ["y"],
  shapes: ({ count }) => ({ x: [count], y: [count] }),
  flops: ({ count }) => count,
};

/** loss ← loss + Keras's activity regulariser of each sample of y `[rows, size]`. */
export type ActivityPenalty = OperationOf<"activity-penalty", "y" | "loss", "rows" | "size" | "l1" | "l2">;

export const activityPenalty: Definition<ActivityPenalty> = {
  writes: [],
  updates: ["loss"],
  shapes: ({ rows, size }) => ({ y: [rows, size], loss: [rows] }),
  flops: ({ rows, size }) => rows * (6 * size + 1),
};

/** dy ← dy + the activity regulariser's gradient by the layer's output y. */
export type ActivityPenaltyGradient = OperationOf<
  "activity-penalty-gradient",
  "y" | "dy",
  "count" | "rows" | "l1" | "l2"
>;

export const activityPenaltyGradient: Definition<ActivityPenaltyGradient> = {
  writes: [],
  updates: ["dy"],
  shapes: ({ count }) => ({ y: [count], dy: [count] }),
  flops: ({ count }) => 7 * count,
};

/** y = x + stddev · ε, when it is to CLIP within low and high. */
export type GaussianNoise = OperationOf<
  "gaussian-noise",
  "x" | "y",
  "count" | "stddev" | "low" | "high" | Randomness,
  "CLIP"
>;

export const gaussianNoise: Definition<GaussianNoise> = {
  writes: ["y"],
  shapes: ({ count }) => ({ x: [count], y: [count] }),
  flops: ({ count }, { CLIP }) => (RANDOM_FLOPS.normal + 2 + 2 * CLIP) * count,
};

/** dx = dy where clipped noise was not clipped. */
export type GaussianNoiseGradient = OperationOf<"gaussian-noise-gradient", "y" | "dy" | "dx", "count" | "low" | "high">;

export const gaussianNoiseGradient: Definition<GaussianNoiseGradient> = {
  writes: ["dx"],
  shapes: ({ count }) => ({ y: [count], dy: [count], dx: [count] }),
  flops: ({ count }) => 2 * count,
};

/** y = x · scale with probability 1 − rate, else 0; on dy its own gradient. */
export type Dropout = OperationOf<"dropout", "x" | "y", "count" | "rate" | "scale" | Randomness>;

export const dropout: Definition<Dropout> = {
  writes: ["y"],
  shapes: ({ count }) => ({ x: [count], y: [count] }),
  flops: ({ count }) => (RANDOM_FLOPS.uniform + 2) * count,
};

/** z = mean + exp(log_var / 2) · ε. */
export type Sampling = OperationOf<"sampling", "mean" | "log_var" | "z", "count" | Randomness>;

export const sampling: Definition<Sampling> = {
  writes: ["z"],
  shapes: ({ count }) => ({ mean: [count], log_var: [count], z: [count] }),
  flops: ({ count }) => (RANDOM_FLOPS.normal + 4) * count,
};

/** dmean, dlog_var = the gradients of the sampling layer from dz, and of its KL divergence. */
export type SamplingGradient = OperationOf<
  "sampling-gradient",
  "mean" | "log_var" | "dz" | "dmean" | "dlog_var",
  "count" | "kl_scale" | Randomness
>;

export const samplingGradient: Definition<SamplingGradient> = {
  writes: ["dmean", "dlog_var"],
  shapes: ({ count }) => ({ mean: [count], log_var: [count], dz: [count], dmean: [count], dlog_var: [count] }),
  flops: ({ count }) => (RANDOM_FLOPS.normal + KL_FLOPS.slope + 9) * count,
};

/** loss ← loss + weight · the KL divergence of each sample's normal distribution from the standard one. */
export type KlLoss = OperationOf<"kl-loss", "mean" | "log_var" | "loss", "rows" | "size" | "weight">;

export const klLoss: Definition<KlLoss> = {
  writes: [],
  updates: ["loss"],
  shapes: ({ rows, size }) => ({ mean: [rows, size], log_var: [rows, size], loss: [rows] }),
  flops: ({ rows, size }) => rows * (size * (KL_FLOPS.divergence + 1) + 2),
};
