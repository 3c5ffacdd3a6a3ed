/** A buffer that a kernel call wrote, held against its float64 twin given the same inputs. */
export interface ComparisonRow {
  /** From 1. */
  readonly step: number;
  readonly call: string;
  readonly kernel: string;
  readonly buffer: string;
  readonly elements: number;
  /** Largest absolute difference. */
  readonly maxError: number;
  /** Largest difference as a share of its element's derived bound; above 1 the kernel is wrong. NaN counts as ∞. */
  readonly boundShare: number;
}

export interface Comparison {
  readonly level: string;
  readonly steps: number;
  readonly batchSize: number;
  readonly rows: readonly ComparisonRow[];
  /** The same training on both sides, each from its own results. */
  readonly losses: readonly {
    readonly step: number;
    readonly gpu: number;
    readonly reference: number;
    readonly relativeError: number;
  }[];
  /** Distance of the weights after the last step, over the reference's norm. */
  readonly weightError: number;
  /** Whether every element of every buffer was within its bound. */
  readonly passed: boolean;
}

/** How long to compare; default: three steps of 256 samples. */
export interface ComparisonSettings {
  readonly steps?: number;
  readonly batchSize?: number;
}
