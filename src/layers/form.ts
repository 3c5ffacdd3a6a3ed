import { ACTIVATIONS } from "../model/activations.js";
import { PADDINGS } from "./images.js";

/**
 * How a field of a layer is written: a number, whole or not; one of some words; yes or no; a size, `3` or `3, 5`; a list of
 * lengths or limits, `7, 7, 8`.
 */
export type FieldKind = "number" | "choice" | "flag" | "size" | "list";

/** One field of a layer in the model builder. */
export interface LayerField {
  /** The property of the library's layer; `activityRegularizer.l1` is one of an object. */
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly options?: readonly string[];
  /** What a new layer begins with; empty: the library's default. */
  readonly start: string;
}

/** How the page's model builder shows and edits a kind of layer. Plain data, which the core does not carry. */
export interface LayerForm {
  readonly label: string;
  /** What it does, in a few words. */
  readonly about: string;
  readonly fields: readonly LayerField[];
}

/** Fields that many layers have. */
export const ACTIVATION_FIELD: LayerField = {
  name: "activation",
  label: "Activation",
  kind: "choice",
  options: ACTIVATIONS,
  start: "relu",
};
export const BIAS_FIELD: LayerField = { name: "useBias", label: "Bias", kind: "flag", start: "true" };
export const PADDING_FIELD: LayerField = {
  name: "padding",
  label: "Padding",
  kind: "choice",
  options: PADDINGS,
  start: "same",
};
