import { sizeOf } from "../data/dataset.js";
import { shape } from "../model/fields.js";
import type { LayerForm } from "./form.js";
import { type LayerKind, ShapeRefusal, written } from "./kind.js";
import { type LayerLowering, SAME_VALUES } from "./lowering.js";
import { type LayerText, tuple } from "./text.js";

/** Samples in another shape of as many values; their order stays. */
export interface ReshapeLayer {
  readonly type: "reshape";
  /** One axis may be −1: whatever is left. */
  readonly targetShape: readonly number[];
}

/** Samples in another shape of as many values, as Keras's `Reshape`; one axis may be −1. */
export function reshape(targetShape: readonly number[]): ReshapeLayer {
  return written(kind, { targetShape });
}

export const kind: LayerKind<ReshapeLayer> = {
  type: "reshape",
  kerasName: "Reshape",
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
};

export const lowering: LayerLowering<ReshapeLayer> = SAME_VALUES;

export const form: LayerForm = {
  label: "Reshape",
  about: "the same values in another shape",
  fields: [{ name: "targetShape", label: "Shape", kind: "list", start: "7, 7, 8" }],
};

export const text: LayerText<ReshapeLayer> = {
  positional: ["targetShape"],
  keras: ({ targetShape }) => [`layers.Reshape(${tuple(targetShape)})`],
};
