import { imageShape, windowOver } from "../../model/layers/kind.js";
import type { MaxPool2dLayer, UpSampling2dLayer } from "../../model/layers/pooling.js";
import type { PlacedLayer } from "../../model/network.js";
import type { LayerLowering } from "./lowering.js";

function poolParams(rows: number, { layer, inputShape, outputShape }: PlacedLayer<MaxPool2dLayer>) {
  const [in_height, in_width, channels] = imageShape(inputShape);
  const [out_height, out_width] = imageShape(outputShape);
  const { poolSize, strides = poolSize, padding } = layer;
  const [pool_y, pool_x] = poolSize;
  const [stride_y, stride_x] = strides;
  const pad_top = windowOver(in_height, pool_y, stride_y, padding).before;
  const pad_left = windowOver(in_width, pool_x, stride_x, padding).before;
  const images = { rows, in_height, in_width, channels, out_height, out_width };
  return { ...images, pool_y, pool_x, stride_y, stride_x, pad_top, pad_left };
}

export const maxPool2dLowering: LayerLowering<MaxPool2dLayer> = {
  forward(build, placed, x) {
    const y = build.buffer(`${placed.name}.y`, [build.rows, ...placed.outputShape]);
    build.call(`${placed.name}/max-pool2d`, "max-pool2d", { x, y }, poolParams(build.rows, placed));
    return y;
  },

  backward(build, placed, { x, y }, dy, wantsInput) {
    if (!wantsInput) return undefined;
    const { name, inputShape } = placed;
    const dx = build.buffer(`${name}.dx`, [build.rows, ...inputShape]);
    build.call(`${name}/input-gradient`, "max-pool2d-gradient", { x, y, dy, dx }, poolParams(build.rows, placed));
    return dx;
  },
};

function upSamplingParams(rows: number, { layer, inputShape }: PlacedLayer<UpSampling2dLayer>) {
  const [height, width, channels] = imageShape(inputShape);
  return { rows, height, width, channels, size_y: layer.size[0], size_x: layer.size[1] };
}

export const upSampling2dLowering: LayerLowering<UpSampling2dLayer> = {
  forward(build, placed, x) {
    const y = build.buffer(`${placed.name}.y`, [build.rows, ...placed.outputShape]);
    build.call(`${placed.name}/up-sampling2d`, "up-sampling2d", { x, y }, upSamplingParams(build.rows, placed));
    return y;
  },

  backward(build, placed, _, dy, wantsInput) {
    if (!wantsInput) return undefined;
    const dx = build.buffer(`${placed.name}.dx`, [build.rows, ...placed.inputShape]);
    const params = upSamplingParams(build.rows, placed);
    build.call(`${placed.name}/input-gradient`, "up-sampling2d-gradient", { dy, dx }, params);
    return dx;
  },
};
