import type { ErrorMetric } from "../../model/threshold.js";
import type { GraphBuilder } from "./graph-builder.js";
import { floatTensor } from "./schema.js";

/** Keras's `epsilon()`: probabilities are clipped to [ε, 1 − ε]. */
const EPSILON = 1e-7;

/**
 * The error of each sample, from `x` and `y`, as `errors` of an autoencoder measures it: the mean over its values.
 *
 * Of binary cross-entropy, −x log p − (1 − x) log q, both p = y and q = 1 − y are clipped: 1 − p of a clipped p would be
 * 1.2e-7 in 32-bit floats where it should be 1e-7.
 */
export function scoreOf(builder: GraphBuilder, metric: ErrorMetric): void {
  const node = (op: string, ...inputs: string[]) => builder.node(op, `score/${op}${inputs.join("-")}`, inputs);
  const flat = (name: string) => builder.node("Flatten", `score/${name}`, [name], { axis: { int: 1 } });
  const constant = (name: string, value: number) =>
    builder.initializer(floatTensor(`score.${name}`, { shape: [], data: Float32Array.of(value) }));
  const [x, y] = [flat("x"), flat("y")];
  const errors = () => {
    if (metric === "binaryCrossentropy") {
      const one = constant("one", 1);
      const [low, high] = [constant("epsilon", EPSILON), constant("one_minus_epsilon", 1 - EPSILON)];
      const side = (share: string, probability: string, name: string) => {
        const clipped = builder.node("Clip", `score/${name}`, [probability, low, high]);
        return builder.node("Mul", `score/${name}_part`, [share, node("Log", clipped)]);
      };
      const rest = (value: string) => builder.node("Sub", `${value}/rest`, [one, value]);
      return node("Neg", builder.node("Add", "score/log_likelihood", [side(x, y, "p"), side(rest(x), rest(y), "q")]));
    }
    const difference = builder.node("Sub", "score/difference", [y, x]);
    if (metric === "meanAbsoluteError") return builder.node("Abs", "score/errors", [difference]);
    return builder.node("Mul", "score/errors", [difference, difference]);
  };
  builder.node("ReduceMean", "score", [errors()], { axes: { ints: [1] }, keepdims: { int: 0 } });
}
