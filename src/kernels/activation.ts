import type { ElementwiseActivation } from "../model/activations.js";

/** The value of `ACTIVATION` for each activation, as in `shaders/lib/activation.wgsl` (a test compares them). */
export const ACTIVATION_CODE: Readonly<Record<ElementwiseActivation, number>> = {
  linear: 0,
  relu: 1,
  sigmoid: 2,
  tanh: 3,
  leakyRelu: 4,
  elu: 5,
};

/** Floating-point operations a value, transcendental functions counted as one. */
export const ACTIVATION_FLOPS: readonly number[] = [0, 1, 4, 6, 2, 8];
