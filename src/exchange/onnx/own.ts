import { type Description, networkOf } from "../../model/description.js";
import type { Tensor } from "../../model/tensor.js";
import { kernelChannelsLast } from "../axes.js";
import type { SavedModel } from "../saved-model.js";
import { graphOf } from "./graph.js";
import { floatsOf, type OnnxModel, TYPE } from "./schema.js";

/**
 * The model of a file that was written here: by the description in its metadata, if what the graph computes is still what that
 * says. If another tool has changed the graph, nothing is returned: then the graph itself is what is true.
 */
export function ownModel({ graph }: OnnxModel, description: Description, file: string): SavedModel | undefined {
  const tensors = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const weights: Record<string, Tensor> = {};
  for (const { layer, parameters } of networkOf(description).layers) {
    for (const { name, shape } of parameters) {
      const tensor = tensors.get(name);
      const isImages = layer.type === "conv2d" || layer.type === "conv2dTranspose";
      const turned = isImages && shape.length === 4;
      const [height, width, ...channels] = shape;
      const dims = turned ? [...channels.toReversed(), height, width] : shape;
      if (!tensor || tensor.type !== TYPE.float || String(tensor.dims) !== String(dims)) return undefined;
      const floats = floatsOf(tensor, file);
      weights[name] = turned ? kernelChannelsLast(floats) : floats;
    }
  }
  const model = { description, weights };
  const written = graphOf(model, "autoencoder");
  const same = (key: "nodes" | "inputs" | "outputs") => JSON.stringify(written[key]) === JSON.stringify(graph[key]);
  const constants = written.initializers.filter(({ name }) => !Object.hasOwn(weights, name));
  const keeps = constants.every(({ name, raw }) => {
    const there = tensors.get(name)?.raw;
    return there?.length === raw.length && raw.every((byte, index) => byte === there[index]);
  });
  return same("nodes") && same("inputs") && same("outputs") && keeps ? model : undefined;
}
