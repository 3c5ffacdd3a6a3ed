/** Activation functions of one value, by Keras's names; leakyRelu's slope is 0.2 and elu's alpha 1, Keras 3's defaults. */
export const ELEMENTWISE_ACTIVATIONS = ["linear", "relu", "leakyRelu", "elu", "sigmoid", "tanh"] as const;
export type ElementwiseActivation = (typeof ELEMENTWISE_ACTIVATIONS)[number];

/** All of them; softmax is over the last axis of its input. */
export const ACTIVATIONS = [...ELEMENTWISE_ACTIVATIONS, "softmax"] as const;
/** The name of an activation. */
export type Activation = (typeof ACTIVATIONS)[number];
