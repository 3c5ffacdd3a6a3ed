import { sizeOf } from "../data/dataset.js";
import { ACTIVATIONS, type Activation } from "../model/activations.js";
import { flag, group, numberThat, oneOf, optional, positiveInteger } from "../model/fields.js";
import { activationGradient } from "./activated.js";
import { affine, affineGradients, affineParameters } from "./affine.js";
import { ACTIVATION_FIELD, BIAS_FIELD, type LayerForm } from "./form.js";
import { type LayerKind, type Options, rowLength, written } from "./kind.js";
import type { InAndOut, LayerLowering } from "./lowering.js";
import { activationAndBias, type LayerText } from "./text.js";

/** Keras's `L1L2`: what is added to the loss is Σ l1·|y| + l2·y² over a layer's outputs, divided by the batch's rows. */
export interface ActivityRegularizer {
  /** Weight of the sum of absolute values; default 0. */
  readonly l1: number;
  /** Weight of the sum of squares; default 0. */
  readonly l2: number;
}

/** A densely connected layer: `y = activation(x · kernel + bias)`, kernel `[inputs, units]`, bias `[units]`. */
export interface DenseLayer {
  readonly type: "dense";
  /** Length of the output's last axis. */
  readonly units: number;
  /** Default `"linear"`. */
  readonly activation: Activation;
  /** Whether a bias is added to each unit; default true. */
  readonly useBias: boolean;
  /** Penalty on the output, added to the loss; default none. */
  readonly activityRegularizer?: ActivityRegularizer;
}

/**
 * A densely connected layer, as Keras's `Dense`: kernel initialised glorot-uniform, bias with zeros.
 * @param units number of outputs, a positive integer
 * @throws {ArgumentError} when `units` or an option is not valid, as the functions of all layers
 */
export function dense(
  units: number,
  options: Omit<Options<DenseLayer, "units">, "activityRegularizer"> & {
    activityRegularizer?: { l1?: number; l2?: number };
  } = {},
): DenseLayer {
  return written(kind, { units }, options);
}

const penalty = optional(
  numberThat("a number of at least 0", (value) => value >= 0),
  0,
);

export const kind: LayerKind<DenseLayer> = {
  type: "dense",
  kerasName: "Dense",
  fields: {
    units: positiveInteger,
    activation: optional(oneOf(ACTIVATIONS), "linear"),
    useBias: optional(flag, true),
    activityRegularizer: optional(group<ActivityRegularizer>("activityRegularizer", { l1: penalty, l2: penalty })),
  },
  place: ({ units, useBias }, inputShape) => ({
    outputShape: [units],
    parameters: affineParameters(rowLength(inputShape), units, useBias),
  }),
  activation: ({ activation }) => activation,
  penalizes: ({ activityRegularizer }) => activityRegularizer !== undefined,
};

export const lowering: LayerLowering<DenseLayer, InAndOut> = {
  forward(build, { name, layer, inputShape }, x) {
    const y = affine(build, { ...layer, name, inputs: sizeOf(inputShape) }, x, layer.activation);
    return { y, kept: { x, y } };
  },

  penalty(build, { name, layer }, { y }, loss) {
    if (!layer.activityRegularizer) return;
    const params = { rows: build.rows, size: layer.units, ...layer.activityRegularizer };
    build.call(`${name}/activity-penalty`, "activity-penalty", { y, loss }, params);
  },

  backward(build, { name, layer, inputShape }, { x, y }, dy, wantsInput) {
    const { rows } = build;
    const { units, activation, activityRegularizer } = layer;
    if (activityRegularizer) {
      const params = { count: rows * units, rows, ...activityRegularizer };
      build.call(`${name}/activity-penalty-gradient`, "activity-penalty-gradient", { y, dy }, params);
    }
    const dz = activationGradient(build, name, y, dy, { rows, units }, activation);
    return affineGradients(build, { ...layer, name, inputs: sizeOf(inputShape) }, x, dz, wantsInput);
  },
};

export const form: LayerForm = {
  label: "Dense",
  about: "every output sees every input",
  fields: [
    { name: "units", label: "Units", kind: "number", start: "32" },
    ACTIVATION_FIELD,
    { name: "activityRegularizer.l1", label: "L1 penalty", kind: "number", start: "" },
    { name: "activityRegularizer.l2", label: "L2 penalty", kind: "number", start: "" },
    BIAS_FIELD,
  ],
};

export const text: LayerText<DenseLayer> = {
  positional: ["units"],
  keras(layer) {
    const { l1 = 0, l2 = 0 } = layer.activityRegularizer ?? {};
    const penalty = l1 > 0 || l2 > 0 ? `, activity_regularizer=keras.regularizers.L1L2(l1=${l1}, l2=${l2})` : "";
    return [`layers.Dense(${layer.units}${activationAndBias(layer)}${penalty})`];
  },
  brief: ({ units, activation }) => `${units} ${activation}`,
};
