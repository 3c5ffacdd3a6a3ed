/** Values that an invocation of the random kernels makes, from one call of the generator. */
export const QUAD = 4;

/** Floating-point operations of a standard normal, and of a uniform; the generator itself is integers. */
export const RANDOM_FLOPS = { normal: 20, uniform: 1 } as const;
