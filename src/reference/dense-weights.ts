import { settingsOf, updateAt } from "./adadelta.js";
import { batchMean } from "./batch-mean.js";
import { eachGradient } from "./dense-gradients.js";
import { bound, type Twin } from "./twin.js";

/** Twin of `dense-weights`: each weight's gradient and its Adadelta update; and the mean of the losses. */
export const denseWeights: Twin = (call, bounds) => {
  const { reals, params, step } = call;
  const arenas = { a: bound(reals, "a"), d: bound(reals, "d"), w: bound(reals, "w") };
  const settings = settingsOf(params, step.learningRate);
  eachGradient(call, (index, gradient, error) => updateAt(index, gradient, error, arenas, settings, bounds));
  batchMean(call, bounds);
};
