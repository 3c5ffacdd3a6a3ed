import type { ImageShape } from "../../experiments/image-shape.js";
import type { FigureRow } from "../../experiments/result.js";
import { imageOf } from "./paint.js";

/** The pictures of a figure's row, 0 black and 1 white: experiments speak of them so. */
export function figureImages({ images }: FigureRow, { height, width, channels }: ImageShape): ImageData[] {
  const size = height * width * channels;
  return Array.from({ length: Math.floor(images.length / size) }, (_, index) =>
    imageOf([height, width, channels], { values: images, offset: index * size, size, range: [0, 1] }, "light"),
  );
}
