import { type Pooling, poolingSizes } from "../../src/operations/images.js";
import { maxPool2d } from "../../src/reference/max-pool2d.js";

/** What the forward pass gave, for the tests of its gradients: the largest value of each window of x. */
export function pooled(params: Pooling, x: Float32Array): Float32Array {
  const y = new Float64Array(poolingSizes(params).y);
  const step = { start: 0, slot: 0, random: 0, learningRate: 0 };
  maxPool2d({ reals: { x: Float64Array.from(x), y }, words: {}, params, constants: {}, step });
  return Float32Array.from(y);
}
