/** What kernels are chosen for. */
export interface Target {
  /** Only kernels with one thought each: documentation, and the oracle of all others. */
  readonly plain: boolean;
  /** Whether stacks of dense layers are taken by as few kernels as the data flow allows. */
  readonly fused: boolean;
  /** Whether the adapter has subgroups. */
  readonly subgroups: boolean;
  /** Whether activations and weights of products are stored in f16. */
  readonly mixed: boolean;
  /** Where lanes share what they load, as suits GPUs: how products are cut up; else each has a large tile of its own. */
  readonly shared?: SharedProducts | undefined;
}

/** How `matmul-shared` cuts up a product. */
export interface SharedProducts {
  /**
   * Invocations along a side of a workgroup, which covers a square of four times as many values; of eight times as many, each
   * invocation taking four blocks, where there are squares enough.
   */
  readonly side: number;
  /** With fewer workgroups than this, a product's sums are taken in parts (split-K). */
  readonly workgroups: number;
}
