import activation from "../../shaders/lib/activation.wgsl?raw";
import finite from "../../shaders/lib/finite.wgsl?raw";
import shader from "../../shaders/lib/loss.wgsl?raw";

/** `lib/loss.wgsl` with what it needs. */
export const loss = [activation, finite, shader];

/** Floating-point operations of a value's loss, and of its gradient. */
export const LOSS_FLOPS = { bceFromLogits: 20, bceFromProbabilities: 8, mse: 3, gradient: 6 } as const;
