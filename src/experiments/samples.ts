import { type Dataset, datasetOf, take } from "../index.js";
import type { ImageShape } from "./image-shape.js";

/** How many images an experiment takes: the first so many, or every one. */
export type Amount = number | "all";

/** How much of everything a training takes, and a judgement of it. */
export type Sizes = {
  /** For people to read, where a quick run has another one than the model's own: see `hastened`. */
  readonly optimizer?: string;
  readonly images: Amount;
  readonly testImages: Amount;
  readonly epochs: number;
  readonly batchSize: number;
};

/** The first images of a data set. */
export function firstImages(dataset: Dataset, amount: Amount): Dataset {
  return amount === "all" ? dataset : take(dataset, amount);
}

/** Ten images to look at: one of each class in order where there are labels for ten, else the first ten. */
export function imagesToShow({ data, shape, count, labels }: Dataset): Dataset {
  const size = data.length / count;
  const first = Array.from({ length: Math.min(10, count) }, (_, index) => index);
  const ofClass = first.map((label) => labels?.indexOf(label) ?? -1);
  const shown = ofClass.every((index) => index >= 0) ? ofClass : first;
  const images =
    data instanceof Uint8Array ? new Uint8Array(shown.length * size) : new Float32Array(shown.length * size);
  for (const [place, index] of shown.entries()) {
    images.set(data.subarray(index * size, (index + 1) * size), place * size);
  }
  return datasetOf(images, shape, labels && Uint8Array.from(shown, (index) => labels[index] ?? 0));
}

/** Values in 0…1, as the GPU sees them: bytes are divided by 255, floats stay as they are. */
export function unitValues({ data }: Pick<Dataset, "data">): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data, (byte) => byte / 255);
}

/** A sample's values as they lie in its picture, row by row from the top; of colours, the first. */
export function pictureRows(values: Float32Array, { height, width, channels }: ImageShape): number[][] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => values[(y * width + x) * channels] ?? 0),
  );
}
