import type { Activation } from "../../model/activations.js";
import { type NodeContext, numberIn } from "./node.js";

/** What activations are, by operator. */
export const ACTIVATIONS: ReadonlyMap<string, (context: NodeContext) => Activation> = new Map([
  ["Relu", () => "relu"],
  ["Sigmoid", () => "sigmoid"],
  ["Tanh", () => "tanh"],
  ["LeakyRelu", (context) => sloped(context, "leakyRelu", 0.01, 0.2)],
  ["Elu", (context) => sloped(context, "elu", 1, 1)],
  ["Softmax", softmax],
]);

function sloped({ node, fail }: NodeContext, activation: Activation, standard: number, ours: number): Activation {
  const alpha = numberIn(node, "alpha", standard);
  if (Math.fround(alpha) === Math.fround(ours)) return activation;
  throw fail(`has alpha ${alpha}; ${activation} has ${ours} here. Train and export it with that`);
}

function softmax({ node, chain, opset, fail }: NodeContext): Activation {
  // Before opset 13 its axis was where a matrix was made of the value; of rows both are the same.
  const axis = numberIn(node, "axis", opset < 13 ? 1 : -1);
  if (!chain.softmaxAxis(axis) || (opset < 13 && chain.theirs.length > 1)) {
    throw fail(`is over axis ${axis}; here it is over the last one, of images over their channels`);
  }
  return "softmax";
}
