import type { Tensor } from "../../model/tensor.js";
import { shortest } from "../keras/config.js";
import { type NodeContext, numberIn } from "./node.js";

/** Reads a layer normalization over the last axis, which of images must be their channels'. */
export function readNormalization({ node, chain, fail, weight }: NodeContext): void {
  const { length } = chain.theirs;
  const axis = numberIn(node, "axis", -1);
  const size = chain.theirs.at(-1) ?? 0;
  if ((axis < 0 ? axis + length + 1 : axis) !== length || chain.theirs !== chain.ours) {
    throw fail("normalizes over other axes than the last, which of images must be that of the channels");
  }
  if (node.outputs.length > 1) throw fail("gives means and deviations, too");
  const checked = (tensor: Tensor): Tensor => {
    if (tensor.data.length === size) return { shape: [size], data: tensor.data };
    throw fail(`has weights of shape [${tensor.shape.join(", ")}] for ${size} values`);
  };
  const beta = node.inputs[2] ? checked(weight(2)) : undefined;
  const epsilon = shortest(numberIn(node, "epsilon", 1e-5));
  chain.normalization(epsilon, checked(weight(1)), beta, node.inputs[1] ?? "");
}
