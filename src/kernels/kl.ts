import shader from "../../shaders/lib/kl.wgsl?raw";

/** `lib/kl.wgsl`. */
export const kl = [shader];

/** Floating-point operations of a value's divergence, and of its slope. */
export const KL_FLOPS = { divergence: 27, slope: 26 } as const;
