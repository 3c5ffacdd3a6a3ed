/** A buffer that a kernel call wrote, held against its float64 twin given the same inputs. */
export interface ComparisonRow {
  /** From 1. */
  readonly step: number;
  /** Which call of the plan wrote it. */
  readonly call: string;
  /** The kernel's name. */
  readonly kernel: string;
  /** The buffer's name in the plan. */
  readonly buffer: string;
  /** Values in it; all are compared. */
  readonly elements: number;
  /** Largest absolute difference. */
  readonly maxError: number;
  /** Largest difference as a share of its element's derived bound; above 1 the kernel is wrong. NaN counts as ∞. */
  readonly boundShare: number;
}

/** How far a training is from the float64 reference. */
export interface Comparison {
  /** The kernels that were compared. */
  readonly level: string;
  /** Training steps taken. */
  readonly steps: number;
  /** Samples a step. */
  readonly batchSize: number;
  /** Every buffer that every call wrote, in order. */
  readonly rows: readonly ComparisonRow[];
  /** The same training on both sides, each from its own results. */
  readonly losses: readonly {
    /** From 1. */
    readonly step: number;
    /** The loss of the step on the GPU. */
    readonly gpu: number;
    /** The same in float64. */
    readonly reference: number;
    /** Their difference over the latter. */
    readonly relativeError: number;
  }[];
  /** Distance of the weights after the last step, over the reference's norm. */
  readonly weightError: number;
  /** Whether every element of every buffer was within its bound. */
  readonly passed: boolean;
}

/** How long to compare; default: three steps of 256 samples. */
export interface ComparisonSettings {
  /** Training steps to take; default 3. */
  readonly steps?: number;
  /** Samples a step; default 256. */
  readonly batchSize?: number;
}
