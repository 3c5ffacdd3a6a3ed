/** Floating-point operations of a value's loss, and of its gradient. */
export const LOSS_FLOPS = { bceFromLogits: 20, bceFromProbabilities: 8, mse: 3, gradient: 6 } as const;
