import { sizeOf } from "../../data/dataset.js";
import { shape } from "../fields.js";
import { layerKind, ShapeRefusal } from "./kind.js";

/** Samples of any shape as one row of values. */
export interface FlattenLayer {
  readonly type: "flatten";
}

/** Samples in another shape of as many values; their order stays. */
export interface ReshapeLayer {
  readonly type: "reshape";
  /** One axis may be −1: whatever is left. */
  readonly targetShape: readonly number[];
}

export const flattenKind = layerKind<FlattenLayer>({
  type: "flatten",
  kerasName: "Flatten",
  what: "a flatten layer",
  fields: {},
  place: (_, inputShape) => ({ outputShape: [sizeOf(inputShape)], parameters: [] }),
});

export const reshapeKind = layerKind<ReshapeLayer>({
  type: "reshape",
  kerasName: "Reshape",
  what: "a reshape layer",
  fields: { targetShape: shape },
  place({ targetShape }, inputShape) {
    const size = sizeOf(inputShape);
    const known = sizeOf(targetShape.filter((length) => length !== -1));
    const outputShape = targetShape.map((length) => (length === -1 ? size / known : length));
    if (!outputShape.every(Number.isInteger) || sizeOf(outputShape) !== size) {
      throw new ShapeRefusal(`needs samples that fill [${targetShape.join(", ")}]; these have ${size} values`);
    }
    return { outputShape, parameters: [] };
  },
});
