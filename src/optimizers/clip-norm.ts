import type { Stage } from "./stage.js";

/** Keras's `clipnorm`: each tensor's gradient, scaled so that its own L2 norm is at most `norm`. */
export const clipNorm = (norm: number): Stage => ({
  lower({ call, constant, g, tensors: places }) {
    const count = places.length;
    const table = places.flatMap(({ offset, length }) => [offset, length]);
    const tensors = constant("tensors", [count, 2], table);
    call("optimizer/clip-norm", "clip-norm", { g, tensors }, { tensors: count, norm });
  },
});
