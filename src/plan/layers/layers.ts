import type { Layer, LayerOf, LayerType } from "../../model/layers/layers.js";
import { conv2dLowering, conv2dTransposeLowering } from "./conv2d.js";
import { denseLowering } from "./dense.js";
import type { LayerLowering } from "./lowering.js";
import { dropoutLowering, gaussianNoiseLowering } from "./noise.js";
import { maxPool2dLowering, upSampling2dLowering } from "./pooling.js";
import { samplingLowering } from "./sampling.js";

/** Another shape over the same values: nothing to compute. */
const sameValues: LayerLowering<Layer> = { forward: (_, __, x) => x, backward: (_, __, ___, dy) => dy };

/** How each kind of layer becomes kernel calls. */
const LOWERINGS: { readonly [Type in LayerType]: LayerLowering<LayerOf<Type>> } = {
  dense: denseLowering,
  conv2d: conv2dLowering,
  conv2dTranspose: conv2dTransposeLowering,
  maxPool2d: maxPool2dLowering,
  upSampling2d: upSampling2dLowering,
  flatten: sameValues,
  reshape: sameValues,
  gaussianNoise: gaussianNoiseLowering,
  dropout: dropoutLowering,
  sampling: samplingLowering,
};

export function loweringOf(layer: Layer): LayerLowering<Layer> {
  return LOWERINGS[layer.type] as unknown as LayerLowering<Layer>;
}
