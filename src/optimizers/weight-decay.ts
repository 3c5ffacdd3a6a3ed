import type { Stage } from "./stage.js";

/**
 * Decoupled weight decay (Loshchilov and Hutter, 2019, arXiv:1711.05101), as Keras and PyTorch have it: before the update
 * `w ← w − lr·rate·w`, of all that is trained, biases too. The gradients and what is remembered of them see nothing of it.
 */
export const decayWeights = (rate: number): Stage => ({
  // Of the learning rate itself, whatever an update makes of it.
  step: (learningRate) => ({ decay: learningRate * rate }),
  lower({ call, count, w }) {
    call("optimizer/weight-decay", "weight-decay", { w }, { count });
  },
});
