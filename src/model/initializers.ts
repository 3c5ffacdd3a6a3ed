import { sizeOf } from "../data/dataset.js";
import type { Parameter } from "./network.js";
import { randomStream } from "./random.js";

/**
 * The initial values of a parameter, row-major. `glorotUniform` is Keras's (Glorot and Bengio, 2010): uniform in
 * ±√(6 / (fan in + fan out)), where a dense kernel `[inputs, units]` has fans `inputs` and `units`, and a convolution's
 * `[height, width, in, out]` has height · width times as much.
 */
export function initialValues(parameter: Parameter, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(parameter.shape));
  if (parameter.initializer === "zeros") return values;
  const [fanIn = 1, fanOut = 1] = parameter.shape.slice(-2);
  const window = sizeOf(parameter.shape.slice(0, -2));
  const limit = Math.sqrt(6 / (window * (fanIn + fanOut)));
  const random = randomStream(seed, parameter.name);
  for (let index = 0; index < values.length; index++) values[index] = limit * (2 * random.uniform() - 1);
  return values;
}
