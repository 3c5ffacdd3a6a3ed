import { ArgumentError, ShapeError, shown } from "../errors.js";
import type { Tensor } from "../model/tensor.js";
import { cropAndScale, IMAGE_OPTIONS, type ImageOptions } from "./crop.js";
import { type Dataset, datasetOf, type ImagePixels, sizeOf } from "./dataset.js";
import { imagesOf } from "./images.js";
import { checkOptions } from "./known-options.js";

/**
 * A canvas's pixels as one sample of a model: as they are where it takes four channels, without alpha where it takes three, in
 * grey where it takes one; what is transparent stands on white.
 * @param size values that the model takes
 * @throws {ShapeError} when the model takes another number of pixels
 */
export function sampleOfPixels({ data, width, height }: ImagePixels, size: number): Dataset {
  const channels = size / (width * height);
  if (channels === 4) return datasetOf(new Uint8Array(data), [size]);
  if (channels !== 1 && channels !== 3) {
    throw new ShapeError(
      `The picture has ${width} × ${height} pixels, but the model takes ${size} values. Draw it at the model's size first: ` +
        "context.drawImage(canvas, 0, 0, 28, 28).",
    );
  }
  return datasetOf(cropAndScale({ data, width, height, channels: 4 }, [height, width], channels), [size]);
}

/** A data set from pixels, as `imagesFromFiles` makes one from files: cropped and scaled to one size, grey or in colour. */
export async function imagesFromPixels(pictures: Iterable<ImagePixels>, options: ImageOptions = {}): Promise<Dataset> {
  checkOptions("imagesFromPixels", options, IMAGE_OPTIONS);
  const images = Array.from(pictures, ({ data, width, height }, index) => ({
    name: `Picture ${index}`,
    decode: async () => ({ data, width, height, channels: 4 as const }),
  }));
  return imagesOf(images, options);
}

/** Options of `imageDataOf`. */
export interface ImageDataOptions {
  /** Which sample, from 0; default 0. */
  readonly index?: number;
  /** The picture's shape, `[height, width]` or `[height, width, channels]`; default: the sample's own, or a square. */
  readonly shape?: readonly number[];
}

/**
 * One sample of a tensor, such as `predict` gives, as pixels for `context.putImageData`: 0 is black, 1 is white, what lies outside
 * is clipped. One channel is grey, three are red, green and blue, a fourth is alpha.
 * @throws {ShapeError} for what is no picture, {@link ArgumentError} for a sample that is not there, and outside browsers
 */
export function imageDataOf(tensor: Tensor, options: ImageDataOptions = {}): ImageData {
  const { shape, data }: Partial<Tensor> = Object(tensor);
  if (!Array.isArray(shape) || !data) {
    throw new ArgumentError(`imageDataOf takes a Tensor, such as await ae.predict(x) gives; got ${shown(tensor)}.`);
  }
  checkOptions("imageDataOf", options, ["index", "shape"]);
  const { index = 0 } = options;
  const [count = 0, ...sample] = shape;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new ArgumentError(`index must be a whole number from 0, below the ${count} samples; got ${shown(index)}.`);
  }
  const [height = 0, width = 0, channels = 1, ...more] = options.shape ?? pictureShape(sample);
  const size = sizeOf(sample);
  if (height * width * channels !== size || more.length > 0 || ![1, 3, 4].includes(channels)) {
    throw new ShapeError(
      `A sample of shape [${sample.join(", ")}] is no picture. Give its shape: { shape: [height, width] }, or with 3 or 4 channels.`,
    );
  }
  if (typeof ImageData === "undefined") {
    throw new ArgumentError(
      "imageDataOf makes an ImageData, which only a browser has; write pictures by the tensor's own values.",
    );
  }
  const pixels = new Uint8ClampedArray(4 * height * width).fill(255);
  for (let at = 0; at < height * width; at++) {
    for (let channel = 0; channel < Math.max(3, channels); channel++) {
      const from = index * size + at * channels + (channels === 1 ? 0 : channel);
      pixels[4 * at + channel] = 255 * (data[from] as number);
    }
  }
  return new ImageData(pixels, width, height);
}

/** A row of values is a square picture where it makes one, as MNIST's 784 do. */
function pictureShape(sample: readonly number[]): readonly number[] {
  const side = Math.sqrt(sample[0] ?? 0);
  return sample.length === 1 && Number.isInteger(side) ? [side, side] : sample;
}
