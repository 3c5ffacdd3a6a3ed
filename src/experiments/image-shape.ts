import { type Preparation, sizeOf } from "../index.js";

/** How the values of a sample are drawn. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** The side of the smallest flat picture, as scikit-learn's digits are: fewer values make a square by chance. */
const LEAST_SIDE = 8;

/** The side of the square that so many values are drawn as, where they are a picture that came flat. */
export function sideOf(size: number): number | undefined {
  const side = Math.round(Math.sqrt(size));
  return side >= LEAST_SIDE && side * side === size ? side : undefined;
}

/**
 * `[h, w]` and `[h, w, 1 | 3]` are images; so is a flat square, as MNIST's 784, but a table's only where its numbers are pixels;
 * anything else is no image, but one row of values.
 */
export function imageShapeOf(
  shape: readonly number[],
  preparation?: Pick<Preparation, "kind" | "scaling"> | undefined,
): ImageShape {
  const [height = 1, width, channels = 1] = shape;
  if (shape.length <= 3 && width !== undefined && (channels === 1 || channels === 3)) {
    return { height, width, channels };
  }
  const measured = preparation?.kind === "table" && !["bytes", "range"].includes(preparation.scaling.method);
  const side = shape.length === 1 && !measured ? sideOf(sizeOf(shape)) : undefined;
  return side === undefined
    ? { height: 1, width: sizeOf(shape), channels: 1 }
    : { height: side, width: side, channels: 1 };
}

/** Whether samples of this shape are rows of numbers and no images. */
export const isTable = ({ height }: ImageShape) => height === 1;
