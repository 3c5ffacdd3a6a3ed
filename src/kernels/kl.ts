/** Floating-point operations of a value's divergence, and of its slope. */
export const KL_FLOPS = { divergence: 27, slope: 26 } as const;
