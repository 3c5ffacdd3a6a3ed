import { ACTIVATIONS, type LayerType } from "../../index.js";

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

/** A kind of layer in the model builder. */
export interface LayerForm {
  readonly label: string;
  /** What it does, in a few words. */
  readonly about: string;
  readonly fields: readonly LayerField[];
}

const number = (name: string, label: string, start = ""): LayerField => ({ name, label, kind: "number", start });
const size = (name: string, label: string, start: string): LayerField => ({ name, label, kind: "size", start });

const activation = (start: string): LayerField => ({
  name: "activation",
  label: "Activation",
  kind: "choice",
  options: ACTIVATIONS,
  start,
});
const padding: LayerField = {
  name: "padding",
  label: "Padding",
  kind: "choice",
  options: ["same", "valid"],
  start: "same",
};
const bias: LayerField = { name: "useBias", label: "Bias", kind: "flag", start: "true" };

const convolution = [
  number("filters", "Filters", "8"),
  size("kernelSize", "Kernel", "3"),
  size("strides", "Strides", "1"),
  padding,
  activation("relu"),
  bias,
];

/** Every kind of layer that the library has, as the builder offers it: a new kind is one more entry. */
export const LAYER_FORMS: Readonly<Record<LayerType, LayerForm>> = {
  dense: {
    label: "Dense",
    about: "every output sees every input",
    fields: [
      number("units", "Units", "32"),
      activation("relu"),
      number("activityRegularizer.l1", "L1 penalty"),
      number("activityRegularizer.l2", "L2 penalty"),
      bias,
    ],
  },
  conv2d: { label: "Convolution", about: "small filters slide over a grid of values", fields: convolution },
  conv2dTranspose: { label: "Transposed convolution", about: "a convolution backwards: enlarges", fields: convolution },
  maxPool2d: {
    label: "Max pooling",
    about: "keeps the largest of each window",
    fields: [size("poolSize", "Window", "2"), padding],
  },
  upSampling2d: { label: "Up-sampling", about: "repeats every pixel", fields: [size("size", "Factor", "2")] },
  flatten: { label: "Flatten", about: "a grid as one row of values", fields: [] },
  reshape: {
    label: "Reshape",
    about: "the same values in another shape",
    fields: [{ name: "targetShape", label: "Shape", kind: "list", start: "7, 7, 8" }],
  },
  gaussianNoise: {
    label: "Gaussian noise",
    about: "while training only; the target stays clean",
    fields: [number("stddev", "Deviation", "0.5"), { name: "clip", label: "Clip to", kind: "list", start: "0, 1" }],
  },
  dropout: {
    label: "Dropout",
    about: "forgets some values, while training only",
    fields: [number("rate", "Rate", "0.2")],
  },
  sampling: {
    label: "Sampling",
    about: "the code of a variational model: a mean and a spread",
    fields: [number("units", "Units", "2"), number("klWeight", "KL weight")],
  },
};

export const LAYER_TYPES = Object.keys(LAYER_FORMS) as readonly LayerType[];
