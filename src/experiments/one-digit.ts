import { PRESETS, type Tensor, take } from "../index.js";
import type { ExperimentContext } from "./experiment.js";
import { unitValues } from "./samples.js";
import { train, withModel } from "./training.js";

/** The notebook's model after it has seen nothing but the first training image. */
export interface OneDigit {
  readonly target: Float32Array;
  /** What the model makes of it, in float32. */
  readonly prediction: Float32Array;
  /** The same before the last sigmoid, computed on the CPU in double precision. */
  readonly logits: Float64Array;
  /** The loss of every step, before its update. */
  readonly losses: readonly number[];
  /** The loss at the end, as the GPU computes it. */
  readonly finalLoss: number;
}

export const EPOCHS = 100;

/** Trains the notebook's model on `x_train[0]`, as the notebook does: 100 epochs of one step, batch size 1. */
export async function learnOneDigit(context: ExperimentContext): Promise<OneDigit> {
  const data = take(context.train, 1);
  const target = unitValues(data);
  return withModel(context, PRESETS.notebook(target.length), async (model) => {
    const training = { data, epochs: EPOCHS, batchSize: 1, doing: "Learning one digit" };
    const { history } = await train(context, model, { ...training, part: [0, 0.9] });
    const codes = await model.encode(data);
    return {
      target,
      prediction: (await model.predict(data)).data,
      logits: decodedLogits(codes, await model.getWeights()),
      losses: history.loss,
      finalLoss: (await model.evaluate(data)).loss,
    };
  });
}

/** code · kernel + bias in double precision: a probability in float32 has lost what makes it differ from 0 or 1. */
function decodedLogits(code: Tensor, weights: Readonly<Record<string, Tensor>>): Float64Array {
  const kernel = weights["decoder.0.kernel"]?.data;
  const bias = weights["decoder.0.bias"]?.data;
  if (!kernel || !bias) throw new Error("The notebook's decoder has a kernel and a bias.");
  const logits = Float64Array.from(bias);
  for (const [unit, value] of code.data.entries()) {
    for (let pixel = 0; pixel < logits.length; pixel++) {
      logits[pixel] = (logits[pixel] ?? 0) + value * (kernel[unit * logits.length + pixel] ?? 0);
    }
  }
  return logits;
}
