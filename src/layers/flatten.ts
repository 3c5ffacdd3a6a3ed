import { sizeOf } from "../data/dataset.js";
import type { LayerForm } from "./form.js";
import type { LayerKind } from "./kind.js";
import { type LayerLowering, SAME_VALUES } from "./lowering.js";
import type { LayerText } from "./text.js";

/** Samples of any shape as one row of values. */
export interface FlattenLayer {
  readonly type: "flatten";
}

/** Samples as one row of values, as Keras's `Flatten`. */
export function flatten(): FlattenLayer {
  return { type: "flatten" };
}

export const kind: LayerKind<FlattenLayer> = {
  type: "flatten",
  kerasName: "Flatten",
  fields: {},
  place: (_, inputShape) => ({ outputShape: [sizeOf(inputShape)], parameters: [] }),
};

export const lowering: LayerLowering<FlattenLayer> = SAME_VALUES;

export const form: LayerForm = { label: "Flatten", about: "a grid as one row of values", fields: [] };

export const text: LayerText<FlattenLayer> = { positional: [], keras: () => ["layers.Flatten()"] };
