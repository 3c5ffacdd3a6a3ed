import { sizeOf } from "../data/dataset.js";
import { randomStream } from "./random.js";

/** What a parameter's values are before training. */
export type Initializer = "glorotUniform" | "zeros" | "ones";

/** A trainable tensor, as Keras stores it. */
export interface Parameter {
  /** `kernel`, `bias`, `z_mean.kernel`; in a model, behind the name of its layer: `encoder.0.kernel`. */
  readonly name: string;
  /** Row-major; a dense kernel is `[inputs, units]`, a convolution's `[kernel height, kernel width, in, out]`. */
  readonly shape: readonly number[];
  readonly initializer: Initializer;
}

/** The initial values of a parameter, row-major. */
export function initialValues(parameter: Parameter, seed: number): Float32Array {
  switch (parameter.initializer) {
    case "zeros":
      return new Float32Array(sizeOf(parameter.shape));
    case "ones":
      return new Float32Array(sizeOf(parameter.shape)).fill(1);
    case "glorotUniform":
      return glorotUniform(parameter, seed);
  }
}

/**
 * Keras's (Glorot and Bengio, 2010): uniform in ±√(6 / (fan in + fan out)), where a dense kernel `[inputs, units]` has fans
 * `inputs` and `units`, and a convolution's `[height, width, in, out]` has height · width times as much.
 */
function glorotUniform({ name, shape }: Parameter, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  const [fanIn = 1, fanOut = 1] = shape.slice(-2);
  const window = sizeOf(shape.slice(0, -2));
  const limit = Math.sqrt(6 / (window * (fanIn + fanOut)));
  const random = randomStream(seed, name);
  for (let index = 0; index < values.length; index++) values[index] = limit * (2 * random.uniform() - 1);
  return values;
}
