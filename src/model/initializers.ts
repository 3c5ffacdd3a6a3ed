import { sizeOf } from "../data/dataset.js";
import type { Parameter } from "./description.js";
import { randomStream } from "./random.js";

/**
 * The initial values of a parameter, row-major. `glorotUniform` is Keras's (Glorot and Bengio, 2010): uniform in
 * ±√(6 / (fan in + fan out)), where a dense kernel `[inputs, units]` has fans `inputs` and `units`.
 */
export function initialValues(parameter: Parameter, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(parameter.shape));
  if (parameter.initializer === "zeros") return values;
  const [fanIn = 1, fanOut = 1] = parameter.shape;
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  const random = randomStream(seed, parameter.name);
  for (let index = 0; index < values.length; index++) values[index] = limit * (2 * random.uniform() - 1);
  return values;
}
